using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Platform.AppHost.Faults;

namespace Platform.AppHost.Commands;

/// <summary>Adds commands to the dashboard that generate load and inject faults.</summary>
internal static class TrafficCommandExtensions
{
    /// <summary>Adds the command <c>send-load</c>, which sends requests of every kind for a while, as <c>make load</c> does.</summary>
    public static IResourceBuilder<ProjectResource> WithLoadCommand(this IResourceBuilder<ProjectResource> gateway) => gateway.WithProcessCommand(
        "send-load",
        "Send load",
        async context => new ProcessCommandSpec("/bin/sh")
        {
            WorkingDirectory = Path.GetFullPath(Path.Combine(gateway.ApplicationBuilder.AppHostDirectory, "..")),
            Arguments =
            [
                // Two steps, because "dotnet run" with a build leaves two empty folders in the temporary folder each time.
                "-c", "dotnet msbuild tests/Load -restore -nologo -verbosity:quiet && exec dotnet run --no-build --project tests/Load -- \"$@\"", "sh",
                "--api", (await gateway.GetEndpoint("http").GetValueAsync(context.CancellationToken))!,
                "--rate", context.Arguments["rate"].Value!,
                "--seconds", context.Arguments["seconds"].Value!,
            ],
        },
        new ProcessCommandOptions
        {
            Description = "Sends requests of every kind, including invalid ones, and summarises the responses.",
            IconName = "ArrowTrendingLines",
            Arguments =
            [
                new InteractionInput { Name = "rate", Label = "Requests a second", InputType = InputType.Number, Required = true, Value = "20" },
                new InteractionInput { Name = "seconds", Label = "Seconds", InputType = InputType.Number, Required = true, Value = "60" },
            ],
            Progress = new CommandProgressOptions { Message = "Load is being sent" },
        });

    /// <summary>Adds the command <c>switch-fault</c>, which switches a fault on or off and restarts the services that inject it.</summary>
    /// <param name="gateway">The resource that gets the command.</param>
    /// <param name="switches">The fault switches.</param>
    /// <param name="workers">The workers, which faults of downloads and attempts apply to.</param>
    /// <param name="others">The other services, which have dependencies that can fail, too.</param>
    public static void WithFaultCommand(
        this IResourceBuilder<ProjectResource> gateway, FaultSwitches switches, IReadOnlyList<IResourceBuilder<ProjectResource>> workers, IReadOnlyList<IResourceBuilder<ProjectResource>> others) => gateway.WithCommand(
        "switch-fault",
        "Switch a fault on or off",
        async context =>
        {
            var fault = context.Arguments["fault"].Value!;
            if (!double.TryParse(context.Arguments["share"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) || share is not (>= 0 and <= 1))
            {
                return CommandResults.Failure("The share is a number from 0 to 1.");
            }

            switches.Set(fault, share);
            var commands = context.Services.GetRequiredService<ResourceCommandService>();
            foreach (var service in fault == "SlowDependency" ? [.. workers, .. others] : workers)
            {
                var restarted = await commands.ExecuteCommandAsync(service.Resource, KnownResourceCommands.RestartCommand, context.CancellationToken);
                if (!restarted.Success)
                {
                    return restarted;
                }
            }

            return CommandResults.Success(share > 0 ? $"{fault} is on." : $"{fault} is off.");
        },
        new CommandOptions
        {
            Description = "A slow dependency, failing downloads or a stuck worker, for a share of the calls.",
            ConfirmationMessage = "The services that inject the fault are restarted. Continue?",
            IconName = "Bug",
            Arguments =
            [
                new InteractionInput
                {
                    Name = "fault", Label = "Fault", InputType = InputType.Choice, Required = true, Value = "StuckWorker",
                    Options = [.. FaultSwitches.Usual.Keys.Select(name => KeyValuePair.Create(name, name))],
                },
                new InteractionInput { Name = "share", Label = "Share of calls, 0 for none", InputType = InputType.Text, Required = true, Value = "0.1" },
            ],
        });
}
