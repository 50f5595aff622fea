using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Aspire.Dashboard.Resources;

/// <summary>Runs what a person asked for, within a time limit, and says how it went.</summary>
internal sealed partial class ResourceCommandRunner(
    IResourceCatalog catalog, IResourceCommands commands, TimeSpan timeout, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    /// <summary>A person who closes the page does not undo what was asked: only the limit and the host's end do.</summary>
    public async Task<IResult> RunAsync(string id, string command)
    {
        if (catalog.Current.FirstOrDefault(item => string.Equals(item.Id, id, StringComparison.Ordinal)) is not { } snapshot)
        {
            return ResourceProblems.NotFound(id);
        }

        if (!snapshot.Actions.HasFlag(Action(command)))
        {
            return Conflict($"'{snapshot.DisplayName}' is {snapshot.State} and cannot be asked to {command}.");
        }

        using var limit = new CancellationTokenSource(timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            var result = await StartCommandAsync(id, command, linked.Token);
            LogCommand(logger, command, id, result.Succeeded);
            return result.Succeeded
                ? Results.Json(new CommandAnswer(id, command, result.Message), ResourceJson.Default.CommandAnswer)
                : Conflict(result.Message ?? $"The host could not {command} it.");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return Results.Problem($"It took longer than {timeout.TotalSeconds:0} s.", statusCode: StatusCodes.Status504GatewayTimeout, title: "Command timed out");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static ResourceActions Action(string command) => command switch
    {
        "start" => ResourceActions.Start,
        "stop" => ResourceActions.Stop,
        _ => ResourceActions.Restart,
    };

    private static IResult Conflict(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status409Conflict, title: "Command failed");

    private Task<ResourceCommandResult> StartCommandAsync(string id, string command, CancellationToken cancellationToken) => command switch
    {
        "start" => commands.StartAsync(id, cancellationToken),
        "stop" => commands.StopAsync(id, cancellationToken),
        _ => commands.RestartAsync(id, cancellationToken),
    };

    [LoggerMessage(LogLevel.Information, "Asked by the dashboard to {Command} {ResourceId}: succeeded {Succeeded}")]
    private static partial void LogCommand(ILogger logger, string command, string resourceId, bool succeeded);
}
