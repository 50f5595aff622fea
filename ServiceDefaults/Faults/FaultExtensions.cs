using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Simmy;

namespace Platform.ServiceDefaults.Faults;

/// <summary>Creates the pipelines that inject faults. A fault that is off adds nothing.</summary>
public static class FaultExtensions
{
    /// <summary>Gets the pipeline that runs before each download of a recording.</summary>
    public static ResiliencePipeline<HttpResponseMessage> Downloads(this FaultOptions faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        return faults.FailingDownloads > 0
            ? new ResiliencePipelineBuilder<HttpResponseMessage>()
                .AddChaosOutcome(faults.FailingDownloads, static () => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new ByteArrayContent([]) })
                .Build()
            : ResiliencePipeline<HttpResponseMessage>.Empty;
    }

    /// <summary>Gets the pipeline that runs before each attempt at a job; null if no attempts are to hang.</summary>
    public static ResiliencePipeline? Attempts(this FaultOptions faults, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(faults);
        return faults.StuckWorker > 0
            ? new ResiliencePipelineBuilder { TimeProvider = time }.AddChaosLatency(faults.StuckWorker, faults.StuckWorkerTime).Build()
            : null;
    }

    internal static void AddFaults(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<FaultOptions>().BindConfiguration("Faults").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<FaultOptions>, FaultGuard>();
        builder.Services.AddTransient<IStartupFilter, FaultNotice>();
    }

    /// <summary>Adds a delay to the calls of a dependency, inside its timeout and circuit breaker.</summary>
    internal static void AddSlowness(this ResiliencePipelineBuilder pipeline, FaultOptions faults, string dependency)
    {
        if (faults.SlowDependency > 0 && dependency == faults.SlowDependencyName)
        {
            pipeline.AddChaosLatency(faults.SlowDependency, faults.SlowDependencyTime);
        }
    }
}
