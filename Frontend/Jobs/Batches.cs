using System.Security.Cryptography;

namespace Platform.Frontend.Jobs;

/// <summary>Marks jobs that were submitted together by a tag of their own, by which they are found again.</summary>
internal static class Batches
{
    private const string Prefix = "batch-";
    private const int RandomBytes = 4;

    /// <summary>Creates the tag of a batch.</summary>
    public static string NewTag() => Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>Checks whether a tag is that of a batch.</summary>
    public static bool IsTag(string? tag) => tag?.StartsWith(Prefix, StringComparison.Ordinal) == true;
}
