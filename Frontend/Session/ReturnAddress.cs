using System.Text;

namespace Platform.Frontend.Session;

/// <summary>Validates where to go after signing in: a path of this site only, in a form that is safe for a header.</summary>
internal static class ReturnAddress
{
    public const string Default = "/jobs";

    public static string Safe(string? address) =>
        address is ['/', ..] && !address.StartsWith("//", StringComparison.Ordinal) && !address.Contains('\\', StringComparison.Ordinal)
        && Ascii.IsValid(address) && !address.Any(char.IsControl)
            ? address
            : Default;
}
