using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace Platform.AppHost.Servers;

/// <summary>Where PostgreSQL, Redis and RabbitMQ run: setting <c>Servers</c>, <c>auto</c> if not said.</summary>
internal static class Placement
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    /// <summary>Whether they run as programs of this machine and not in containers; in <c>auto</c>, where no container engine answers.</summary>
    /// <exception cref="StartException">The setting has another value than auto, native and containers.</exception>
    public static bool IsNative(IConfiguration configuration) => configuration["Servers"] switch
    {
        null or "" or "auto" => !EngineAnswers(configuration),
        "native" => true,
        "containers" => false,
        var other => throw new StartException($"Servers is auto, native or containers, not '{other}'"),
    };

    private static bool EngineAnswers(IConfiguration configuration)
    {
        string[] engines = configuration["ASPIRE_CONTAINER_RUNTIME"] is { Length: > 0 } chosen ? [chosen] : ["docker", "podman"];
        return engines.Any(engine => Programs.Find(engine) is { } program && Answers(program));
    }

    private static bool Answers(string program)
    {
        using var process = Process.Start(new ProcessStartInfo(program, ["info"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (process.WaitForExit(s_longest))
        {
            return process.ExitCode == 0;
        }

        process.Kill(entireProcessTree: true);
        return false;
    }
}
