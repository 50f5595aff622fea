using System.Diagnostics;
using System.Globalization;
using Platform.Testkit.Waiting;

namespace Platform.EndToEnd.Hosting;

/// <summary>The containers of this run's podman, whose settings are in the environment.</summary>
internal static class Podman
{
    private static readonly TimeSpan s_recovery = TimeSpan.FromMinutes(3);

    /// <summary>The names of those that run.</summary>
    public static async Task<IReadOnlyList<string>> RunningAsync() =>
        (await AskAsync("ps", "--format", "{{.Names}}")).Said.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The address in the network of the containers.</summary>
    public static async Task<string> AddressAsync(string container) =>
        (await AskAsync("inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container)).Said.Trim();

    /// <summary>Kills the first process of a container, as a lack of memory would, and waits until another one is there and is healthy.</summary>
    /// <remarks>A kill by podman itself counts as a wish that it stays away.</remarks>
    public static async Task KillAsync(string container)
    {
        var killed = await PidAsync(container);
        using (var process = Process.GetProcessById(killed))
        {
            process.Kill();
        }

        await Eventually.BecomesTrueAsync(async () => await PidAsync(container) is var pid && pid != 0 && pid != killed, s_recovery, $"{container} starts again");
        await Eventually.BecomesTrueAsync(async () => (await AskAsync("healthcheck", "run", container)).ExitCode == 0, s_recovery, $"{container} is healthy again");
    }

    private static async Task<int> PidAsync(string container) =>
        int.TryParse((await AskAsync("inspect", "--format", "{{.State.Pid}}", container)).Said, CultureInfo.InvariantCulture, out var pid) ? pid : 0;

    private static async Task<(int ExitCode, string Said)> AskAsync(params string[] arguments)
    {
        using var podman = Process.Start(new ProcessStartInfo("podman", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await Task.WhenAll(podman.StandardOutput.ReadToEndAsync(), podman.StandardError.ReadToEndAsync());
        await podman.WaitForExitAsync();
        return (podman.ExitCode, said[0]);
    }
}
