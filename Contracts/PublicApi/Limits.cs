namespace Platform.Contracts.PublicApi;

/// <summary>Counts the captions jobs of the account that run and wait, and names what limits them: <c>GET /api/v1/jobs/limits</c>.</summary>
/// <param name="Running">The number of captions jobs that run.</param>
/// <param name="Next">The number of those that the next free worker takes.</param>
/// <param name="Waiting">The number of those that wait.</param>
/// <param name="Slots">The number of captions jobs of all accounts that workers run at a time; 0 if it is not known.</param>
/// <param name="Share">The number of jobs that may run at a time while jobs of other accounts wait; alone, an account may use all slots.</param>
/// <param name="Weight">How many slots the account gets for each of an account with the weight 1.</param>
/// <param name="MaxRunning">The number of jobs that may run at any time; null for no such limit.</param>
/// <param name="FetchesPerHost">The number of jobs of all accounts that may fetch from one host at a time; null for no limit.</param>
/// <param name="Hosts">The hosts that jobs fetch or will fetch from, those with the most waiting jobs first; at most 20.</param>
public sealed record JobLimitsResponse(
    int Running,
    int Next,
    int Waiting,
    int Slots,
    int Share,
    int Weight,
    int? MaxRunning,
    int? FetchesPerHost,
    IReadOnlyList<HostLimit> Hosts);

/// <summary>Counts the captions jobs of the account that fetch from a host.</summary>
/// <param name="Host">The host.</param>
/// <param name="Fetching">The number of jobs that fetch, or are next.</param>
/// <param name="Waiting">The number of jobs that wait.</param>
/// <param name="Full">Whether as many jobs of all accounts fetch from the host as may.</param>
public sealed record HostLimit(string Host, int Fetching, int Waiting, bool Full);
