using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Platform.ServiceDefaults.Refusals;
using Platform.ServiceDefaults.Texts;

namespace Platform.ServiceDefaults.GrpcCalls;

/// <summary>
/// Checks what a message can contain although no service can use it: texts that cannot be stored, numbers that are not values of their enumeration,
/// and times outside of the calendar. A service then checks only the rules of its own.
/// </summary>
internal static class MessageCheck
{
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;
    private const int NanosPerSecond = 1_000_000_000;

    private static readonly ConcurrentDictionary<MessageDescriptor, FieldDescriptor[]> s_checked = new();

    /// <exception cref="InputException">400: a field, which is named, cannot be used.</exception>
    public static void Require(IMessage message) => Require(message, "");

    private static void Require(IMessage message, string path)
    {
        if (message is Timestamp time)
        {
            Demand.That(time.Seconds is >= FirstSecond and <= LastSecond && time.Nanos is >= 0 and < NanosPerSecond, path, "A moment of the calendar.");
            return;
        }

        foreach (var field in s_checked.GetOrAdd(message.Descriptor, FieldsOf))
        {
            var value = field.Accessor.GetValue(message);
            if (field.IsMap)
            {
                RequireAll(field.MessageType, (IDictionary)value, PathOf(path, field));
            }
            else if (field.IsRepeated)
            {
                RequireAll(field, (IList)value, path);
            }
            else if (value is not null && !IsFine(field, value))
            {
                RequireOne(field, value, PathOf(path, field));
            }
        }
    }

    private static void RequireAll(FieldDescriptor field, IList values, string path)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is { } value && !IsFine(field, value))
            {
                RequireOne(field, value, string.Create(CultureInfo.InvariantCulture, $"{PathOf(path, field)}[{i}]"));
            }
        }
    }

    private static void RequireAll(MessageDescriptor entry, IDictionary values, string path)
    {
        var (keys, items) = (entry.FindFieldByNumber(1), entry.FindFieldByNumber(2));
        foreach (DictionaryEntry pair in values)
        {
            RequireOne(keys, pair.Key, path);
            if (pair.Value is { } value)
            {
                RequireOne(items, value, path);
            }
        }
    }

    // Most values are, and a path costs more than the check.
    private static bool IsFine(FieldDescriptor field, object value) => field.FieldType == FieldType.String && StorableText.IsStorable((string)value);

    private static void RequireOne(FieldDescriptor field, object value, string path)
    {
        switch (field.FieldType)
        {
            case FieldType.String:
                Demand.That(StorableText.IsStorable((string)value), path, "This cannot be read: it has the wrong form, or a character that cannot be stored.");
                break;
            case FieldType.Enum:
                Demand.That(field.EnumType.FindValueByNumber((int)value) is not null, path, "This is not one of the values.");
                break;
            case FieldType.Message:
                Require((IMessage)value, path);
                break;
            default:
                break;
        }
    }

    private static FieldDescriptor[] FieldsOf(MessageDescriptor message) =>
        [.. message.Fields.InFieldNumberOrder().Where(static field => field.FieldType is FieldType.String or FieldType.Enum or FieldType.Message)];

    private static string PathOf(string path, FieldDescriptor field) => path.Length == 0 ? field.Name : $"{path}.{field.Name}";
}
