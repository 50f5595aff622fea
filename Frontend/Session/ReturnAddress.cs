namespace Platform.Frontend.Session;

/// <summary>Where to go after signing in: a path of this site, never another one.</summary>
internal static class ReturnAddress
{
    public const string Default = "/jobs";

    public static string Safe(string? address) =>
        address is ['/', ..] && !address.StartsWith("//", StringComparison.Ordinal) && !address.Contains('\\', StringComparison.Ordinal)
        && !address.Any(char.IsControl)
            ? address
            : Default;
}
