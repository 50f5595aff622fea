namespace Platform.Unit.Worker.Media;

/// <summary>Files that are built in memory.</summary>
internal static class BytesOf
{
    /// <summary>Reads at a position, as from a file.</summary>
    public static Func<long, byte[], int> Reader(byte[] file) => (offset, into) =>
    {
        var count = (int)Math.Clamp(file.Length - offset, 0, into.Length);
        Array.Copy(file, offset, into, 0, count);
        return count;
    };
}
