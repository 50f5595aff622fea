namespace Platform.Worker.Kinds;

/// <summary>Describes how a kind is run.</summary>
/// <param name="Lane">A lane of <see cref="Contracts.Messaging.JobQueues"/>.</param>
/// <param name="DefaultTimeout">The time limit of an attempt if the job does not set one.</param>
/// <param name="Concurrency">The maximum number of concurrent attempts of the kind in this process.</param>
internal sealed record JobTraits(string Lane, TimeSpan DefaultTimeout, int Concurrency);
