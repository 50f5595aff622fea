using System.Buffers.Binary;
using System.Globalization;

namespace Aspire.Dashboard.Telemetry;

/// <summary>Trace ids (16 bytes) and span ids (8 bytes) as numbers, and as the lower-case hexadecimal text of W3C trace context.</summary>
internal static class TelemetryId
{
    public static string Trace(UInt128 id) => id.ToString("x32", CultureInfo.InvariantCulture);

    public static string Span(ulong id) => id.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>0 when it is not a trace id.</summary>
    public static UInt128 ReadTrace(ReadOnlySpan<byte> bytes) => bytes.Length == 16 ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : UInt128.Zero;

    /// <summary>0 when it is not a span id.</summary>
    public static ulong ReadSpan(ReadOnlySpan<byte> bytes) => bytes.Length == 8 ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0;

    public static bool TryParseTrace(string? text, out UInt128 id)
    {
        id = default;
        return text is { Length: 32 } && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out id);
    }
}
