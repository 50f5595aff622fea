using System.Globalization;
using System.Text;
using Aspire.Dashboard.Otlp.Protocol;
using Aspire.Dashboard.Telemetry;
using Google.Protobuf.Collections;

namespace Aspire.Dashboard.Otlp;

/// <summary>Attributes as text, within the limits.</summary>
internal sealed class AttributeReader(TelemetryLimits limits)
{
    // Names come from a small vocabulary; one copy of each is enough. Bounded, because a sender may make them up.
    private readonly NamePool _names = new(10_000);

    public string Name(string text) => _names.Share(Cut(text));

    public string Cut(string text) => text.Length <= limits.ValueLength ? text : string.Concat(text.AsSpan(0, limits.ValueLength), "…");

    public KeyValuePair<string, string>[] Read(RepeatedField<KeyValue> fields, ref int bytes, ref long leftOut)
    {
        if (fields.Count == 0)
        {
            return [];
        }

        var count = Math.Min(fields.Count, limits.Attributes);
        leftOut += fields.Count - count;
        var attributes = new KeyValuePair<string, string>[count];
        for (var index = 0; index < count; index++)
        {
            var value = Cut(Text(fields[index].Value));
            attributes[index] = new KeyValuePair<string, string>(Name(fields[index].Key), value);
            bytes += 40 + (2 * value.Length);
        }

        return attributes;
    }

    public static string Text(AnyValue? value) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.BytesValue => value.BytesValue.ToBase64(),
        AnyValue.ValueOneofCase.ArrayValue => List(value.ArrayValue),
        AnyValue.ValueOneofCase.KvlistValue => Map(value.KvlistValue),
        _ => "",
    };

    private static string List(ArrayValue list) => $"[{string.Join(", ", list.Values.Select(Text))}]";

    private static string Map(KeyValueList map)
    {
        var text = new StringBuilder("{");
        foreach (var pair in map.Values)
        {
            text.Append(text.Length > 1 ? ", " : "").Append(pair.Key).Append(": ").Append(Text(pair.Value));
        }

        return text.Append('}').ToString();
    }
}
