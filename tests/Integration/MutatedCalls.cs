using System.Collections;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Shouldly;
using Enum = System.Enum;

namespace Platform.Integration;

/// <summary>
/// What nobody should send to a method of an internal API, whatever the gateway lets through, and the answer that it has to get: that the request is
/// wrong, and never that the service is.
/// </summary>
internal static class MutatedCalls
{
    private const int Copies = 300;

    private static readonly Marshaller<byte[]> s_raw = Marshallers.Create(static bytes => bytes, static bytes => bytes);

    private static readonly StatusCode[] s_answers =
    [
        StatusCode.OK, StatusCode.InvalidArgument, StatusCode.NotFound, StatusCode.AlreadyExists, StatusCode.PermissionDenied, StatusCode.FailedPrecondition,
        StatusCode.ResourceExhausted,
    ];

    private static readonly string[] s_texts = ["", "\0", "a\0b", "%", "_", "nonsense", "\uffff", new('x', 20_000)];

    private static readonly byte[][] s_bytes =
    [
        [], [0], [0xFF, 0xFE], new byte[16], [.. Enumerable.Repeat((byte)0xFF, 16)], new byte[17], "null"u8.ToArray(), "{"u8.ToArray(), "1 2"u8.ToArray(),
        "\"\\ud800\""u8.ToArray(), [(byte)'"', 0xED, 0xA0, 0x80, (byte)'"'], "{\"a\\u0000\":1}"u8.ToArray(), "[null]"u8.ToArray(), Nested(61), Nested(70), Nested(2000),
    ];

    private static readonly long[] s_numbers = [0, 1, -1, 99, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];

    private static readonly Timestamp[] s_times =
    [
        new(), new() { Seconds = -1 }, new() { Seconds = -62_135_596_800 }, new() { Seconds = 253_402_300_799, Nanos = 999_999_999 }, new() { Seconds = long.MaxValue },
        new() { Seconds = long.MinValue }, new() { Nanos = -1 }, new() { Nanos = 1_000_000_000 },
    ];

    // No field of this number is known, one that is cut off, a length that nobody has, and messages within messages.
    private static readonly byte[][] s_bodies = [[0], [0xFF], [0x0A], [0x0A, 0x05, 0x01], [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0xF8, 0xFF, 0x7F, 0x01], Groups(10_000)];

    /// <summary>Sends every mutant of a request.</summary>
    public static Task SendAsync(CallInvoker calls, MethodDescriptor method, Func<IMessage> request) =>
        Parallel.ForEachAsync(Mutants(request), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (mutant, _) =>
        {
            var status = await StatusAsync(calls, method, mutant.Bytes);
            s_answers.ShouldContain(status, $"{method.FullName}: {mutant.Name}");
        });

    /// <summary>Calls a method with bytes as its request.</summary>
    public static async Task<StatusCode> StatusAsync(CallInvoker calls, MethodDescriptor method, byte[] request)
    {
        try
        {
            await calls.AsyncUnaryCall(new Method<byte[], byte[]>(MethodType.Unary, method.Service.FullName, method.Name, s_raw, s_raw), null, default, request);
            return StatusCode.OK;
        }
        catch (RpcException exception)
        {
            return exception.StatusCode;
        }
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Mutants(Func<IMessage> request)
    {
        foreach (var body in s_bodies)
        {
            yield return ($"the bytes {Convert.ToHexString(body.AsSpan(0, Math.Min(body.Length, 20)))}", body);
        }

        var whole = request().ToByteArray();
        yield return ("nothing", []);
        yield return ("half of it", whole[..(whole.Length / 2)]);
        yield return ("all of it twice", [.. whole, .. whole]);
        var slots = Slots(request(), "").Count();
        for (var i = 0; i < slots; i++)
        {
            for (var change = 0; ; change++)
            {
                var root = request();
                var slot = Slots(root, "").ElementAt(i);
                if (slot.Changes().ElementAtOrDefault(change) is not { } apply)
                {
                    break;
                }

                apply();
                yield return ($"{slot.Path}, change {change}", root.ToByteArray());
            }

            if (NoUtf8(request(), i) is { } bytes)
            {
                yield return ("a text that is no UTF-8", bytes);
            }
        }
    }

    /// <summary>The request with a text that is no UTF-8 in a place; null if that is no place of a text.</summary>
    private static byte[]? NoUtf8(IMessage root, int slot)
    {
        var place = Slots(root, "").ElementAt(slot);
        if (!place.TrySet("@@@"))
        {
            return null;
        }

        var bytes = root.ToByteArray();
        bytes[bytes.AsSpan().IndexOf("@@@"u8)] = 0xFF;
        return bytes;
    }

    private static IEnumerable<Slot> Slots(IMessage message, string path)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var name = path + field.Name;
            yield return new Slot(message, field, null, name);
            if (field.IsRepeated)
            {
                var list = (IList)field.Accessor.GetValue(message);
                for (var i = 0; i < list.Count; i++)
                {
                    yield return new Slot(message, field, i, $"{name}[{i}]");
                    foreach (var inner in list[i] is IMessage item ? Slots(item, $"{name}[{i}].") : [])
                    {
                        yield return inner;
                    }
                }
            }
            else if (field.Accessor.GetValue(message) is IMessage part and not Timestamp)
            {
                foreach (var inner in Slots(part, name + "."))
                {
                    yield return inner;
                }
            }
        }
    }

    private static byte[] Nested(int levels) => Encoding.UTF8.GetBytes(new string('[', levels) + new string(']', levels));

    private static byte[] Groups(int levels) => [.. Enumerable.Repeat((byte)0x0B, levels)];

    /// <summary>A place in a request: a field, or an item of one.</summary>
    private sealed record Slot(IMessage Message, FieldDescriptor Field, int? Index, string Path)
    {
        // Of a wrapper, such as StringValue, the accessor takes the value that it wraps.
        private FieldDescriptor Type => Field.FieldType == FieldType.Message && Field.MessageType.File.Package == "google.protobuf" && Field.MessageType.Name.EndsWith("Value", StringComparison.Ordinal)
            ? Field.MessageType.FindFieldByNumber(1)
            : Field;

        public IEnumerable<Action> Changes()
        {
            if (Field.IsRepeated && Index is null)
            {
                var list = (IList)Field.Accessor.GetValue(Message);
                yield return list.Clear;
                yield return () =>
                {
                    for (var i = 0; list.Count > 0 && i < Copies; i++)
                    {
                        list.Add(list[0]);
                    }
                };
                yield break;
            }

            if (Index is null)
            {
                yield return () => Field.Accessor.Clear(Message);
            }

            foreach (var value in Values())
            {
                yield return () => Set(value);
            }
        }

        /// <summary>Sets a text. Returns false if this is no place of one.</summary>
        public bool TrySet(string text)
        {
            var isText = Type.FieldType == FieldType.String && (Index is not null || !Field.IsRepeated);
            if (isText)
            {
                Set(text);
            }

            return isText;
        }

        private IEnumerable<object> Values() => Type.FieldType switch
        {
            FieldType.String => s_texts,
            FieldType.Bytes => s_bytes.Select(bytes => ByteString.CopyFrom(bytes)),
            FieldType.Int32 => s_numbers.Where(number => number is >= int.MinValue and <= int.MaxValue).Select(number => (object)(int)number),
            FieldType.Int64 => s_numbers.Select(number => (object)number),
            FieldType.Double => [0d, -1d, double.NaN, double.PositiveInfinity, double.MaxValue],
            FieldType.Bool => [true, false],
            FieldType.Enum => s_numbers.Where(number => number is >= int.MinValue and <= int.MaxValue).Select(number => Enum.ToObject(Type.EnumType.ClrType, (int)number)),
            FieldType.Message when Type.MessageType.ClrType == typeof(Timestamp) => s_times,
            FieldType.Message => [Type.MessageType.Parser.ParseFrom(ByteString.Empty)],
            _ => throw new InvalidOperationException($"No values of {Type.FieldType} are known."),
        };

        private void Set(object value)
        {
            if (Index is { } index)
            {
                ((IList)Field.Accessor.GetValue(Message))[index] = value;
            }
            else
            {
                Field.Accessor.SetValue(Message, value);
            }
        }
    }
}
