using System.Text.RegularExpressions;

namespace Aspire.Dashboard.Resources;

/// <summary>Tells which variables hold a credential, for hosts that forget to say so.</summary>
internal static partial class SecretRules
{
    public static bool IsSecret(ResourceEnvironmentVariable variable) =>
        variable.IsSecret || SecretName().IsMatch(variable.Name) || SecretValue().IsMatch(variable.Value);

    [GeneratedRegex("PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|API_?KEY|ACCESS_?KEY|SIGNING_?KEY|PRIVATE_?KEY|_HEADERS$|^ConnectionStrings__", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretName();

    // A user with a password in an address, or a password in a connection string.
    [GeneratedRegex("://[^/@\\s]*:[^/@\\s]+@|(password|pwd)\\s*=\\s*[^;,\\s]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretValue();
}
