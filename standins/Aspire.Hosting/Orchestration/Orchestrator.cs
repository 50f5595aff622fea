using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

internal sealed class Orchestrator : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<ExecuteCommandResult> ExecuteAsync(string resourceId, string command, CancellationToken cancellationToken) => throw new NotSupportedException(resourceId + command);
}
