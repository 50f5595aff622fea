namespace Aspire.Hosting.Testing;

/// <summary>An application as its AppHost described it, to be changed and built by a test.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    /// <summary>Makes the application; it starts with its StartAsync.</summary>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}
