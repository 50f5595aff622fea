namespace Aspire.Dashboard.Resources;

/// <summary>What the dashboard asks of the host on a person's behalf. Each call returns when the thing is done or has failed.</summary>
public interface IResourceCommands
{
    /// <summary>Starts a resource that does not run.</summary>
    /// <param name="resourceId">Which instance.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it worked.</returns>
    Task<ResourceCommandResult> StartAsync(string resourceId, CancellationToken cancellationToken);

    /// <summary>Stops a resource, and leaves it stopped.</summary>
    /// <param name="resourceId">Which instance.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it worked.</returns>
    Task<ResourceCommandResult> StopAsync(string resourceId, CancellationToken cancellationToken);

    /// <summary>Stops a resource and starts it again.</summary>
    /// <param name="resourceId">Which instance.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it worked.</returns>
    Task<ResourceCommandResult> RestartAsync(string resourceId, CancellationToken cancellationToken);
}

/// <summary>How a command ended.</summary>
/// <param name="Succeeded">Whether it did what was asked.</param>
/// <param name="Message">For people; null when there is nothing to say.</param>
public sealed record ResourceCommandResult(bool Succeeded, string? Message = null)
{
    /// <summary>It worked.</summary>
    public static ResourceCommandResult Done { get; } = new(true);

    /// <summary>It did not work.</summary>
    /// <param name="message">Why, for people.</param>
    /// <returns>The result.</returns>
    public static ResourceCommandResult Failed(string message) => new(false, message);
}
