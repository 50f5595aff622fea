using System.Collections;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Platform.ServiceDefaults.GrpcCalls;
using Shouldly;

namespace Platform.Integration;

/// <summary>
/// What nobody should send to a method of an internal API, whatever the gateway lets through, and the answer that it has to get: that the request is
/// wrong, and never that the service is.
/// </summary>
internal static class GrpcInput
{
    private static readonly string[] s_texts = ["", "a\0b", "\0", "%", "nonsense", new('x', 20_000), "\u001f", "00000000-0000-0000-0000-000000000000", "\U0010ffff"];

    private static readonly byte[][] s_bytes =
    [
        [], [0], new byte[15], new byte[16], [.. Enumerable.Repeat<byte>(0xFF, 16)], new byte[17], [0xFF, 0xFE], "null"u8.ToArray(), "7"u8.ToArray(), "{"u8.ToArray(),
        "\"a\\u0000\""u8.ToArray(), "\"\\ud800\""u8.ToArray(), "{\"a\\ud800\":1}"u8.ToArray(), [(byte)'"', 0xED, 0xA0, 0x80, (byte)'"'], "1e999"u8.ToArray(),
        Encoding.UTF8.GetBytes(new string('[', 61) + new string(']', 61)), Encoding.UTF8.GetBytes(new string('[', 100_000)),
    ];

    /// <summary>Sends every mutant of a request: each of its fields, at any depth, with each odd value, and its bytes with faults in them.</summary>
    public static Task SendMutantsAsync(CallInvoker invoker, string service, string method, Func<IMessage> request) => Parallel.ForEachAsync(
        Faulty(request().ToByteArray()).Concat(Mutants(request()).Select(mutant => mutant.ToByteArray())),
        new ParallelOptions { MaxDegreeOfParallelism = 4 },
        async (bytes, _) =>
        {
            try
            {
                await invoker.Call(service, method, bytes);
            }
            catch (RpcException exception)
            {
                var shown = $"{service}/{method} {Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, 300)))} → {exception.Status}";
                CallRefusal.Of(exception).Status.ShouldBeInRange(400, 498, shown);
            }
        });

    private static IEnumerable<byte[]> Faulty(byte[] request)
    {
        yield return [];
        yield return [0xFF];
        yield return [.. Enumerable.Repeat<byte>(0xFF, 100)];
        yield return [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07];
        for (var length = 1; length < request.Length; length += Math.Max(1, request.Length / 20))
        {
            yield return request[..length];
        }

        for (var at = 0; at < request.Length; at++)
        {
            var flipped = request.ToArray();
            flipped[at] ^= 0xFF;
            yield return flipped;
        }
    }

    private static IEnumerable<IMessage> Mutants(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder().Where(field => !field.IsMap))
        {
            var without = Copy(message);
            field.Accessor.Clear(without);
            yield return without;
            foreach (var value in OddValues(field).Concat(Within(message, field)))
            {
                yield return With(message, field, value);
            }
        }
    }

    private static IEnumerable<object> Within(IMessage message, FieldDescriptor field)
    {
        if (field.FieldType != FieldType.Message)
        {
            return [];
        }

        var inner = field.Accessor.GetValue(message);
        if (field.IsRepeated)
        {
            inner = inner is IList { Count: > 0 } list ? list[0] : null;
        }

        return inner is IMessage part ? Mutants(part) : [];
    }

    // Of a wrapper, such as StringValue, the accessor takes the value that it wraps.
    private static IEnumerable<object> OddValues(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message when field.MessageType.ClrType.Namespace == typeof(StringValue).Namespace && field.MessageType.Name.EndsWith("Value", StringComparison.Ordinal) =>
            OddValues(field.MessageType.FindFieldByNumber(1)),
        FieldType.String => s_texts,
        FieldType.Bytes => s_bytes.Select(bytes => (object)ByteString.CopyFrom(bytes)),
        FieldType.Int32 => new object[] { int.MinValue, -1, 0, 99, int.MaxValue },
        FieldType.Int64 => [long.MinValue, -1L, 0L, 99L, long.MaxValue],
        FieldType.Double => [double.NaN, double.NegativeInfinity, -1.0, 1e300],
        FieldType.Bool => [true, false],
        FieldType.Enum => [System.Enum.ToObject(field.EnumType.ClrType, -1), System.Enum.ToObject(field.EnumType.ClrType, 99)],
        FieldType.Message when field.MessageType.ClrType == typeof(Timestamp) =>
        [
            new Timestamp { Seconds = long.MaxValue }, new Timestamp { Seconds = long.MinValue }, new Timestamp { Nanos = -1 }, new Timestamp { Nanos = int.MaxValue },
            new Timestamp { Seconds = -62_135_596_800 }, new Timestamp { Seconds = 253_402_300_799, Nanos = 999_999_999 },
        ],
        FieldType.Message => [field.MessageType.Parser.ParseFrom([])],
        _ => [],
    };

    private static IMessage With(IMessage message, FieldDescriptor field, object value)
    {
        var mutant = Copy(message);
        if (field.IsRepeated)
        {
            var items = (IList)field.Accessor.GetValue(mutant);
            items.Clear();
            items.Add(value);
        }
        else
        {
            field.Accessor.SetValue(mutant, value);
        }

        return mutant;
    }

    private static IMessage Copy(IMessage message) => message.Descriptor.Parser.ParseFrom(message.ToByteArray());
}
