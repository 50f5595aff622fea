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
public static class MessageCheck
{
    private const string TextRule = "This cannot be read: it has the wrong form, or a character that cannot be stored.";
    private const string ValueRule = "This is not one of the values.";
    private const string TimeRule = "A moment of the calendar.";
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;
    private const int NanosPerSecond = 1_000_000_000;

    private static readonly ConcurrentDictionary<MessageDescriptor, FieldDescriptor[]> s_checked = new();

    /// <summary>Finds the first field that cannot be used; null if there is none.</summary>
    /// <param name="message">The message, or a part of it.</param>
    public static FieldFault? FindFault(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message is Timestamp time)
        {
            return time.Seconds is >= FirstSecond and <= LastSecond && time.Nanos is >= 0 and < NanosPerSecond ? null : Fault(TimeRule);
        }

        foreach (var field in s_checked.GetOrAdd(message.Descriptor, FieldsOf))
        {
            if (FaultOf(field, field.Accessor.GetValue(message)) is { } fault)
            {
                return Within(field.Name, fault);
            }
        }

        return null;
    }

    /// <summary>Refuses a message with an invalid field.</summary>
    /// <exception cref="InputException">400: a field, which is named, cannot be used.</exception>
    internal static void Require(IMessage message)
    {
        if (FindFault(message) is { } fault)
        {
            throw new InputException(fault.Field, fault.Rule);
        }
    }

    private static FieldFault? FaultOf(FieldDescriptor field, object? value) => value switch
    {
        null => null,
        IDictionary map when field.IsMap => FaultOf(field.MessageType, map),
        IList list when field.IsRepeated => FaultOf(field, list),
        _ => FaultOfOne(field, value),
    };

    private static FieldFault? FaultOf(FieldDescriptor field, IList values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is { } value && FaultOfOne(field, value) is { } fault)
            {
                return Within(string.Create(CultureInfo.InvariantCulture, $"[{i}]"), fault);
            }
        }

        return null;
    }

    private static FieldFault? FaultOf(MessageDescriptor entry, IDictionary values)
    {
        var (keys, items) = (entry.FindFieldByNumber(1), entry.FindFieldByNumber(2));
        foreach (DictionaryEntry pair in values)
        {
            if ((FaultOfOne(keys, pair.Key) ?? (pair.Value is { } value ? FaultOfOne(items, value) : null)) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static FieldFault? FaultOfOne(FieldDescriptor field, object value) => value switch
    {
        // Also of a wrapper such as StringValue: its field has the value that it wraps.
        string text => StorableText.IsStorable(text) ? null : Fault(TextRule),
        IMessage part => FindFault(part),
        _ when field.FieldType == FieldType.Enum => field.EnumType.FindValueByNumber((int)value) is null ? Fault(ValueRule) : null,
        _ => null,
    };

    private static FieldFault Fault(string rule) => new() { Rule = rule };

    /// <summary>
    /// Prepends the name of a field, or the position in a list, to the path of a fault. Paths are built only once there is a fault, because most
    /// messages have none.
    /// </summary>
    private static FieldFault Within(string name, FieldFault fault)
    {
        fault.Field = fault.Field is "" or ['[', ..] ? name + fault.Field : $"{name}.{fault.Field}";
        return fault;
    }

    private static FieldDescriptor[] FieldsOf(MessageDescriptor message) =>
        [.. message.Fields.InFieldNumberOrder().Where(static field => field.FieldType is FieldType.String or FieldType.Enum or FieldType.Message)];
}
