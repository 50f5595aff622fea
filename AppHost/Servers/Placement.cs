using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace Platform.AppHost.Servers;

/// <summary>Decides where PostgreSQL, Redis and RabbitMQ run, from the setting <c>Servers</c> (default <c>auto</c>).</summary>
internal static class Placement
{
    private static readonly TimeSpan s_maxAnswer = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_maxPull = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Returns whether they run as processes of this machine and not in containers. <c>auto</c> chooses processes where no container engine answers,
    /// or where it has no images and cannot reach a registry, as podman on some machines that do not use it otherwise.
    /// </summary>
    /// <param name="configuration">The AppHost's configuration.</param>
    /// <param name="smallest">The server with the smallest image, which the check looks up.</param>
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
