using System.Diagnostics;
using System.Text.Json;
using Platform.Testkit.Files;

namespace Platform.Integration.ApiGateway.GraphQl;

/// <summary>The reference implementation (npm's graphql) and the audits of GraphQL over HTTP (npm's graphql-http), run by node.</summary>
internal static class Reference
{
    private static readonly string s_folder = RepositoryRoot.Combine("tests", "Integration", "ApiGateway", "GraphQl", "reference");
    private static readonly Lazy<Task> s_installed = new(InstallAsync);

    /// <summary>Hands a task to judge.mjs.</summary>
    public static async Task<T> AskAsync<T>(object task)
    {
        await s_installed.Value;
        return JsonSerializer.Deserialize<T>(await RunAsync("node", ["judge.mjs"], JsonSerializer.Serialize(task)), JsonSerializerOptions.Web)!;
    }

    private static async Task InstallAsync()
    {
        if (!Directory.Exists(Path.Combine(s_folder, "node_modules", "graphql-http")))
        {
            await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"], "");
        }
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = s_folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var errors = process.StandardError.ReadToEndAsync(timeout.Token);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), timeout.Token);
            process.StandardInput.Close();
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
