using System.Text.Json;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;

namespace Platform.Worker.Kinds;

/// <summary>
/// Handles the kind <c>probe</c>, which does nothing, for synthetic checks and benchmarks. The input is <c>{}</c>, with <c>sleep_ms</c> (0 to
/// 3,600,000) for the duration and <c>fail</c> (an error code) to fail after it.
/// </summary>
internal sealed class ProbeHandler(TimeProvider time) : IJobHandler
{
    private const int MaxSleepMilliseconds = 3_600_000;

    public string Kind => JobKinds.Probe;

    public JobTraits Traits { get; } = new(JobQueues.ShortLane, TimeSpan.FromMinutes(1), Concurrency: 2_000);

    public ValueTask<JsonElement?> RunAsync(JobContext job)
    {
        var input = job.Assignment.Input;
        if (input.ValueKind != JsonValueKind.Object || input.GetPropertyCount() == 0)
        {
            return default;
        }

        var sleep = 0;
        string? fail = null;
        foreach (var property in input.EnumerateObject())
        {
            if (property.NameEquals("sleep_ms"u8))
            {
                if (property.Value.ValueKind != JsonValueKind.Number || !property.Value.TryGetInt32(out sleep) || sleep is < 0 or > MaxSleepMilliseconds)
                {
                    throw new JobFailedException("invalid_input", "sleep_ms is a whole number from 0 to 3600000.", retryable: false);
                }
            }
            else if (property.NameEquals("fail"u8) && property.Value.ValueKind == JsonValueKind.String)
            {
                fail = property.Value.GetString();
            }
        }

        return sleep == 0 && fail is null ? default : RunSlowlyAsync(job, sleep, fail);
    }

    private async ValueTask<JsonElement?> RunSlowlyAsync(JobContext job, int sleep, string? fail)
    {
        if (sleep > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(sleep), time, job.Stopping);
        }

        return fail is null ? null : throw new JobFailedException(fail, "The probe was asked to fail.", retryable: true);
    }
}
