using System.Diagnostics;
using Shouldly;

namespace Platform.Observability.Exposition;

/// <summary>Debian's promtool over a text exposition.</summary>
internal static class Promtool
{
    // Names that it frowns upon: the frameworks' own, and one that a requirement document gives to a gauge.
    private static readonly string[] s_accepted =
        ["db_client_connection_count", "dotnet_assembly_count", "dotnet_process_cpu_count", "dotnet_timer_count", "db_connection_pool_total"];

    /// <summary>Returns the findings of <c>promtool check metrics</c> except the accepted ones; fails if it cannot read the text.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(byte[] text)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = Task.WhenAll(promtool.StandardError.ReadToEndAsync(), promtool.StandardOutput.ReadToEndAsync());
        await promtool.StandardInput.BaseStream.WriteAsync(text);
        promtool.StandardInput.Close();
        var findings = (await said).SelectMany(output => output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Where(line => !Array.Exists(s_accepted, accepted => line.StartsWith(accepted, StringComparison.Ordinal)));
        await promtool.WaitForExitAsync();

        // 0 without findings, 3 with some; 1 for text that is none.
        promtool.ExitCode.ShouldBeOneOf(0, 3);
        return [.. findings];
    }
}
