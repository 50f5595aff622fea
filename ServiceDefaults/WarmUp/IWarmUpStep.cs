namespace Platform.ServiceDefaults.WarmUp;

/// <summary>
/// Runs a hot path of a service once when the service starts, so that its code is compiled and its connections are open before callers need them.
/// </summary>
public interface IWarmUpStep
{
    /// <summary>Gets the name of the step, for the log.</summary>
    string Name { get; }

    /// <summary>Gets the dependency whose first answer the step waits for.</summary>
    string Dependency { get; }

    /// <summary>
    /// Runs the path. It stores nothing and uses up no limit of a user: statements find nothing or are rolled back, and calls are refused because
    /// their caller does not exist. If it throws, it is run again after a pause.
    /// </summary>
    Task RunAsync(CancellationToken cancellationToken);
}
