using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Platform.Broker.Messages;

/// <summary>
/// The proof of a delivery: the id of the queue and a number that is different for each delivery, in hexadecimal. The lowest bit of the number says
/// whether the message belongs to a group.
/// </summary>
internal static class Receipt
{
    /// <summary>A random even number for the deliveries of a claim; the statement sets the lowest bit.</summary>
    public static long NewNumber()
    {
        Span<byte> random = stackalloc byte[8];
        RandomNumberGenerator.Fill(random);
        return BinaryPrimitives.ReadInt64LittleEndian(random) & 0x7FFF_FFFF_FFFF_FFFE;
    }

    /// <summary>Returns true if the message belongs to a group.</summary>
    public static bool IsGrouped(long number) => (number & 1) == 1;

    /// <summary>The text of a receipt.</summary>
    public static string Write(int queueId, long number) => string.Create(CultureInfo.InvariantCulture, $"{queueId:x}-{number:x}");

    /// <summary>Parses a receipt; false if the text is none.</summary>
    public static bool TryRead(string text, out int queueId, out long number)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        number = 0;
        queueId = 0;
        return dash > 0 && text.Length <= 40
            && int.TryParse(text.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out queueId)
            && long.TryParse(text.AsSpan(dash + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
    }
}
