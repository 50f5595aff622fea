using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Platform.Benchmarks.Peers;

/// <summary>Runs BullMQ from npm with no-op jobs on this machine, because absolute figures move with the machine.</summary>
internal static class Peer
{
    private const int Jobs = 50_000;

    /// <param name="ours">Jobs that the platform completes in a second, submitted one a request; null when that was not measured.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task RunAsync(double? ours, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("bench-peer-");
        var port = FreePort();
        var password = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N");
        using var redis = Start(
            "redis-server", folder, "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--requirepass", password,
            "--appendonly", "yes", "--appendfsync", "always", "--save", string.Empty, "--dir", folder.FullName);
        try
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Peers")))
            {
                File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)), overwrite: true);
            }

            await RunToEndAsync("npm", folder, cancellationToken, "install", "--no-audit", "--no-fund", "--silent");
            var figures = await RunToEndAsync(
                "node", folder, cancellationToken, "bullmq.mjs", port.ToString(CultureInfo.InvariantCulture), password, Jobs.ToString(CultureInfo.InvariantCulture));
            Console.WriteLine($"peer BullMQ (Redis, appendfsync always, {Jobs.ToString("N0", CultureInfo.InvariantCulture)} jobs, 256 at once): {figures.Trim()}");
            if (ours is { } platform)
            {
                using var peer = JsonDocument.Parse(figures);
                Console.WriteLine(FormattableString.Invariant($"platform to peer, jobs completed: {platform / peer.RootElement.GetProperty("completed_per_second").GetDouble():0.00}"));
            }
        }
        finally
        {
            redis.Kill(entireProcessTree: true);
            await redis.WaitForExitAsync(CancellationToken.None);
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> RunToEndAsync(string program, DirectoryInfo folder, CancellationToken cancellationToken, params string[] arguments)
    {
        using var process = Start(program, folder, arguments);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await error}");
    }

    private static Process Start(string program, DirectoryInfo folder, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = folder.FullName,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    })!;

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
