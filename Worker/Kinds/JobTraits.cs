namespace Platform.Worker.Kinds;

/// <summary>How a kind is run.</summary>
/// <param name="Lane">A lane of <see cref="Contracts.Messaging.JobQueues"/>.</param>
/// <param name="DefaultTimeout">Limit of an attempt for which the job sets none.</param>
/// <param name="Concurrency">Most attempts of the kind at a time in this process.</param>
internal sealed record JobTraits(string Lane, TimeSpan DefaultTimeout, int Concurrency);
