using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Platform.Fuzz.World;
using Platform.Load;

namespace Platform.Attack.Running;

/// <summary>
/// Represents a user who works during the attack: submits jobs at a constant rate, reads some of them, opens the page and signs in. Every request has
/// to succeed; its response time counts from the moment for which it was scheduled.
/// </summary>
internal sealed class OtherUser : IDisposable
{
    private const int MaxOpen = 2_000;
    private const int ReadEvery = 5;
    private const int MaxErrors = 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_done = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false }) { Timeout = s_patience };
    private readonly AttackTarget _target;
    private readonly FuzzAccount _caller;
    private readonly TimeProvider _time;

    public OtherUser(AttackTarget target, FuzzAccount caller, TimeProvider time)
    {
        _target = target;
        _caller = caller;
        _time = time;
    }

    /// <summary>Works until it is stopped.</summary>
    /// <param name="jobsPerSecond">Jobs per second.</param>
    /// <param name="phase">Records the results.</param>
    /// <param name="stop">Stops the work; open requests still complete.</param>
    public Task WorkAsync(int jobsPerSecond, Phase phase, CancellationToken stop) => Task.WhenAll(
        OpenLoop.RunAsync(jobsPerSecond, MaxOpen, _time, (number, planned) => JobAsync(number, planned, phase), () => phase.Fail("a job could not be sent: too many have no answer"), stop),
        OpenLoop.RunAsync(1, MaxOpen, _time, (_, planned) => AskAsync("page", phase, planned, new HttpRequestMessage(HttpMethod.Get, new Uri(_target.Page, "/sign-in"))), () => phase.Fail("the page was not opened: too many have no answer"), stop),
        OpenLoop.RunAsync(0.2, MaxOpen, _time, (_, planned) => AskAsync("sign in", phase, planned, SignIn()), () => phase.Fail("nobody signed in: too many have no answer"), stop));

    /// <summary>Waits until all of the jobs have ended; returns what is wrong, or null.</summary>
    public async Task<string?> UnfinishedAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_done);
        try
        {
            while (await AnyAsync("scheduled,queued,running", limit.Token) is not null)
            {
                await Task.Delay(s_pause, limit.Token);
            }

            return await AnyAsync("failed,cancelled", limit.Token) is { } wrong ? "a job of the other user did not succeed: " + wrong : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"jobs of the other user were not done after {s_done}: {await AnyAsync("scheduled,queued,running", cancellationToken)}";
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task JobAsync(long number, long planned, Phase phase)
    {
        var text = await AskAsync("submit", phase, planned, Authorized(HttpMethod.Post, "/api/v1/jobs", """{"kind":"probe","input":{}}"""));
        if (text is not null && number % ReadEvery == 0)
        {
            using var job = JsonDocument.Parse(text);
            await AskAsync("read", phase, _time.GetTimestamp(), Authorized(HttpMethod.Get, "/api/v1/jobs/" + job.RootElement.GetProperty("id").GetString()));
        }
    }

    /// <summary>Sends a request and returns the body of the answer; null if it did not succeed.</summary>
    private async Task<string?> AskAsync(string what, Phase phase, long planned, HttpRequestMessage request)
    {
        using (request)
        {
            try
            {
                using var response = await _http.SendAsync(request);
                var text = await response.Content.ReadAsStringAsync();
                phase.Add(what, (int)response.StatusCode, _time.GetElapsedTime(planned).TotalMilliseconds, response.IsSuccessStatusCode);
                if (response.IsSuccessStatusCode)
                {
                    return text;
                }

                phase.Fail(string.Create(CultureInfo.InvariantCulture, $"{what}: {(int)response.StatusCode} {text}"));
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
            {
                phase.Add(what, 0, _time.GetElapsedTime(planned).TotalMilliseconds, right: false);
                phase.Fail($"{what}: {exception.GetType().Name} {exception.Message}");
            }

            return null;
        }
    }

    private async Task<string?> AnyAsync(string states, CancellationToken cancellationToken)
    {
        using var request = Authorized(HttpMethod.Get, $"/api/v1/jobs?limit=1&state={states}");
        using var response = await _http.SendAsync(request, cancellationToken);
        using var page = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken));
        return page.RootElement.GetProperty("items").EnumerateArray().Select(job => job.GetRawText()).FirstOrDefault();
    }

    private HttpRequestMessage Authorized(HttpMethod method, string path, string? json = null)
    {
        var request = new HttpRequestMessage(method, new Uri(_target.Api, path)) { Content = json is null ? null : Json(json) };
        request.Headers.Add("X-Api-Key", _caller.Key);
        return request;
    }

    private HttpRequestMessage SignIn() => new(HttpMethod.Post, new Uri(_target.Api, "/api/v1/auth/sign-in"))
    {
        Content = Json($$"""{"email":"{{_caller.Email}}","password":"{{_caller.Password}}"}"""),
    };

    private static StringContent Json(string text) => new(text, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json"));

    /// <summary>Records the results of the work in a phase of the run.</summary>
    internal sealed class Phase
    {
        private readonly ConcurrentDictionary<string, AnswerTally> _tallies = new(StringComparer.Ordinal);
        private readonly ConcurrentQueue<string> _errors = new();
        private int _failures;

        /// <summary>The first errors.</summary>
        public IReadOnlyCollection<string> Errors => _errors;

        /// <summary>The number of errors.</summary>
        public int Failures => Volatile.Read(ref _failures);

        public IEnumerable<KeyValuePair<string, AnswerTally>> Tallies => _tallies.OrderBy(tally => tally.Key, StringComparer.Ordinal);

        public AnswerTally Of(string what) => _tallies.GetOrAdd(what, static _ => new AnswerTally());

        public void Add(string what, int status, double milliseconds, bool right) => Of(what).Add(status, milliseconds, right);

        public void Fail(string error)
        {
            if (Interlocked.Increment(ref _failures) <= MaxErrors)
            {
                _errors.Enqueue(error.Length > 600 ? error[..600] + "…" : error);
            }
        }
    }
}
