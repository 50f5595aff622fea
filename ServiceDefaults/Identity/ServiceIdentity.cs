using System.Reflection;
using System.Text;
using Microsoft.Extensions.Hosting;

namespace Platform.ServiceDefaults.Identity;

/// <summary>Identifies the service in metrics, traces, logs and health reports.</summary>
internal sealed record ServiceIdentity(string Name, string Version, string Environment)
{
    /// <summary>Gets the commit that the build was made from, or <c>unknown</c>.</summary>
    public string Commit { get; init; } = "unknown";

    public static ServiceIdentity Of(IHostApplicationBuilder builder) => new(
        builder.Configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } given ? given : KebabCase(builder.Environment.ApplicationName),
        VersionOf(Assembly.GetEntryAssembly()).Split('+')[0],
        builder.Environment.EnvironmentName.ToLowerInvariant())
    {
        // The build appends it to the version, as 1.0.0+commit.
        Commit = VersionOf(Assembly.GetEntryAssembly()).Split('+') is [_, { Length: > 0 } commit, ..] ? commit : "unknown",
    };

    private static string VersionOf(Assembly? assembly) =>
        assembly?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    // Turns JobManager into job-manager.
    private static string KebabCase(string name)
    {
        var result = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsAsciiLetterUpper(name[i]) && i > 0 && char.IsAsciiLetterLower(name[i - 1]))
            {
                result.Append('-');
            }

            result.Append(char.ToLowerInvariant(name[i]));
        }

        return result.ToString();
    }
}
