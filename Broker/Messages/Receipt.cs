using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Platform.Broker.Messages;

/// <summary>
/// Proof of a delivery: the queue's number and a number that changes with each delivery, in hexadecimal. The lowest bit of the
/// latter says whether the message belongs to a group.
/// </summary>
internal static class Receipt
{
    /// <summary>A number for the deliveries of one claim; even, the statement adds the bit.</summary>
    public static long NewNumber()
    {
        Span<byte> random = stackalloc byte[8];
        RandomNumberGenerator.Fill(random);
        return BinaryPrimitives.ReadInt64LittleEndian(random) & 0x7FFF_FFFF_FFFF_FFFE;
    }

    public static bool IsGrouped(long number) => (number & 1) == 1;

    public static string Write(int queueId, long number) => string.Create(CultureInfo.InvariantCulture, $"{queueId:x}-{number:x}");

    public static bool TryRead(string text, out int queueId, out long number)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        number = 0;
        queueId = 0;
        return dash > 0 && text.Length <= 40
            && int.TryParse(text.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out queueId)
            && long.TryParse(text.AsSpan(dash + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
    }
}
