using Platform.ServiceDefaults.Resilience;

namespace Platform.ObjectStorage.Telemetry;

/// <summary>Every step that touches the storage goes through here: dependency pipeline <c>storage</c>, error counter, one kind of exception.</summary>
/// <remarks>Only steps that may be repeated go through: what comes from the caller's stream is not storage's fault and cannot be read twice.</remarks>
internal sealed class StorageGate(DependencyPipelines pipelines, StorageMetrics metrics, TimeProvider time)
{
    /// <summary>Name of the pipeline.</summary>
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
            // A missing object or a bad range is an answer, not an error of the storage.
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
