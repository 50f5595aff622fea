using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace Platform.AppHost.Servers;

/// <summary>Where PostgreSQL, Redis and RabbitMQ run: setting <c>Servers</c>, <c>auto</c> if not said.</summary>
internal static class Placement
{
    private static readonly TimeSpan s_maxAnswer = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_maxPull = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether they run as programs of this machine and not in containers; in <c>auto</c>, where no container engine answers, or where it
    /// neither has images nor gets to a registry: podman comes with some machines that have no other use for it.
    /// </summary>
    /// <param name="configuration">The AppHost's.</param>
    /// <param name="smallest">The server with the smallest image, which is asked for.</param>
    /// <exception cref="StartException">The setting has another value than auto, native and containers.</exception>
    public static bool IsNative(IConfiguration configuration, ContainerResource smallest) => configuration["Servers"] switch
    {
        null or "" or "auto" => !EngineServes(configuration, smallest),
        "native" => true,
        "containers" => false,
        var other => throw new StartException($"Servers is auto, native or containers, not '{other}'"),
    };

    private static bool EngineServes(IConfiguration configuration, ContainerResource smallest)
    {
        string[] engines = configuration["ASPIRE_CONTAINER_RUNTIME"] is { Length: > 0 } chosen ? [chosen] : ["docker", "podman"];
        if (engines.Select(Programs.Find).OfType<string>().FirstOrDefault(program => Succeeds(program, s_maxAnswer, "info")) is not { } engine
            || !smallest.TryGetContainerImageName(out var image))
        {
            return false;
        }

        if (Succeeds(engine, s_maxAnswer, "image", "inspect", image) || Succeeds(engine, s_maxPull, "pull", "--quiet", image))
        {
            return true;
        }

        Console.WriteLine($"{Path.GetFileName(engine)} neither has {image} nor gets it: PostgreSQL, Redis and RabbitMQ run as programs of this machine");
        return false;
    }

    private static bool Succeeds(string program, TimeSpan longest, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (process.WaitForExit(longest))
        {
            return process.ExitCode == 0;
        }

        process.Kill(entireProcessTree: true);
        return false;
    }
}
