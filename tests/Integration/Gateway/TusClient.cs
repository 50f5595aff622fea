using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Platform.Testkit.Files;

namespace Platform.Integration.Gateway;

/// <summary>The npm package tus-js-client, run by node.</summary>
internal static class TusClient
{
    private static readonly string s_folder = RepositoryRoot.Combine("tests", "Integration", "Gateway", "tus");
    private static readonly Lazy<Task> s_installed = new(InstallAsync);

    /// <summary>Uploads a file; returns the upload's address and where it was resumed.</summary>
    public static async Task<(Uri Url, long? ResumedAt)> UploadAsync(Uri endpoint, string token, string file, long chunk = 0, long abortAfter = 0, bool overridesPatch = false)
    {
        await s_installed.Value;
        var output = await RunAsync("node", "upload.js", endpoint.ToString(), token, file, chunk.ToString(CultureInfo.InvariantCulture), abortAfter.ToString(CultureInfo.InvariantCulture), overridesPatch ? "override" : "");
        using var json = JsonDocument.Parse(output);
        var resumed = json.RootElement.GetProperty("resumed_at");
        return (new Uri(endpoint, json.RootElement.GetProperty("url").GetString()), resumed.ValueKind == JsonValueKind.Null ? null : resumed.GetInt64());
    }

    private static async Task InstallAsync()
    {
        if (!Directory.Exists(Path.Combine(s_folder, "node_modules", "tus-js-client")))
        {
            await RunAsync("npm", "ci", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error");
        }
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = s_folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var errors = process.StandardError.ReadToEndAsync(timeout.Token);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program}: {await errors} {await output}");
    }
}
