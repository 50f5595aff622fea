using System.Text;

namespace Platform.Frontend.Session;

/// <summary>Where to go after signing in: a path of this site, never another one, as it can stand in a header.</summary>
internal static class ReturnAddress
{
    public const string Default = "/jobs";

    public static string Safe(string? address) =>
        address is ['/', ..] && !address.StartsWith("//", StringComparison.Ordinal) && !address.Contains('\\', StringComparison.Ordinal)
        && Ascii.IsValid(address) && !address.Any(char.IsControl)
            ? address
            : Default;
}
