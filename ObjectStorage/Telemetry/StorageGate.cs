using Platform.ServiceDefaults.Resilience;

namespace Platform.ObjectStorage.Telemetry;

/// <summary>
/// Runs every step that accesses the storage: through the dependency pipeline <c>storage</c>, with an error counter and one type of exception.
/// </summary>
/// <remarks>For idempotent steps only: failures of the caller's stream are not failures of the storage, and it cannot be read twice.</remarks>
internal sealed class StorageGate(DependencyPipelines pipelines, StorageMetrics metrics, TimeProvider time)
{
    /// <summary>The name of the pipeline.</summary>
    public const string Dependency = "storage";

    public StorageMetrics Metrics => metrics;

    public TimeProvider Time => time;

    public async ValueTask<T> RunAsync<T>(string operation, Func<CancellationToken, ValueTask<T>> step, CancellationToken cancellationToken)
    {
        try
        {
            return await pipelines.Get(Dependency)
                .ExecuteAsync(static (step, token) => step(token), step, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A missing object or an invalid range is a response, not a failure of the storage.
            if (error is FileNotFoundException or ArgumentException)
            {
                throw;
            }

            metrics.Failed(operation);
            if (error is IOException)
            {
                throw;
            }

            throw new IOException("The object storage did not answer as it should.", error);
        }
    }
}
