using System.Collections.Concurrent;
using System.Globalization;
using Platform.Fuzz.Cases;
using Platform.Fuzz.Document;
using Platform.Fuzz.Inputs;
using Platform.Fuzz.Oracle;
using Platform.Fuzz.Wire;
using Platform.Fuzz.World;

namespace Platform.Fuzz.Running;

/// <summary>Sends the requests, several at a time, and judges what comes back.</summary>
internal sealed class FuzzRun : IDisposable
{
    private static readonly TimeSpan s_recovery = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_says = TimeSpan.FromSeconds(5);

    private readonly FuzzOptions _options;
    private readonly FuzzTarget _target;
    private readonly TextWriter _output;
    private readonly string _folder;
    private readonly Sender _sender = new();
    private readonly Gate _gate;
    private readonly ConcurrentDictionary<int, int> _statuses = new();
    // Codes are mailed, or made by an app.
    private static readonly string[] s_takeCodes = ["ConfirmEmailChange", "ConfirmSecondFactor", "RenewRecoveryCodes", "ResetPassword", "VerifyEmail"];

    private readonly ConcurrentDictionary<string, (bool Was, int Tries)> _right = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Failure> _failures = new();
    private int _next;

    /// <param name="options">What is sent.</param>
    /// <param name="target">To whom.</param>
    /// <param name="output">Told how it goes.</param>
    /// <param name="folder">Gets bodies that are too long for a command line.</param>
    public FuzzRun(FuzzOptions options, FuzzTarget target, TextWriter output, string folder)
    {
        _options = options;
        _target = target;
        _output = output;
        _folder = folder;
        _gate = new Gate(options.Lanes);
    }

    /// <exception cref="NotPossibleException">The platform does not let the fuzz begin.</exception>
    public async Task<FuzzResult> RunAsync(CancellationToken cancellationToken)
    {
        var run = Convert.ToHexStringLower(Guid.CreateVersion7().ToByteArray(bigEndian: true)[..6]) + Random.Shared.Next(100, 1000).ToString(CultureInfo.InvariantCulture);
        var calls = new Calls(_target.Api, _sender);
        var scene = await Scene.MakeAsync(calls, run, _options.Lanes, _target.Operator, cancellationToken);
        var schedule = await ScheduleAsync(calls, scene, cancellationToken);
        await _output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"seed {_options.Seed}, {schedule.Count} cases"));
        var services = new ServiceCheck(_target, _sender, scene);
        await services.BeginAsync(cancellationToken);
        var other = new IndependentUser(new Calls(_target.Api, _sender), await new People(calls, run + "-i").NewAsync(cancellationToken));
        other.Start(() => _next, cancellationToken);

        await SendAsync(schedule, scene, other, cancellationToken);

        var faults = other.Refused.Select(refusal => "a job of somebody else was not accepted " + refusal).ToList();
        if (await other.EndAsync(cancellationToken) is { } unfinished)
        {
            faults.Add(unfinished);
        }

        faults.AddRange(await services.EndAsync(cancellationToken));
        faults.AddRange(await ListsAsync(scene, cancellationToken));
        await Leftovers.RemoveAsync(scene, cancellationToken);
        List<string> neverRight = [.. _right.Where(operation => !operation.Value.Was && operation.Value.Tries > 2 && !s_takeCodes.Contains(operation.Key, StringComparer.Ordinal)).Select(operation => operation.Key).Order(StringComparer.Ordinal)];
        return new FuzzResult(_options.Seed, _statuses.Values.Sum(), _statuses, [.. _failures], faults, other.Accepted, neverRight);
    }

    public void Dispose()
    {
        _gate.Dispose();
        _sender.Dispose();
    }

    private async Task<Schedule> ScheduleAsync(Calls calls, Scene scene, CancellationToken cancellationToken)
    {
        var document = ApiDocument.Parse((await calls.NeedAsync("GET", "/openapi/v1.json", null, null, cancellationToken)).Text);
        var introspected = await calls.NeedJsonAsync("POST", "/graphql", $$"""{"query":"{{GraphQlSchema.Introspection}}"}""", scene.Callers[0], cancellationToken);
        return new Schedule(
            _options.Seed, ApiCases.Of(document, _target.Api), GraphQlCases.Of(GraphQlSchema.Read(introspected), _target.Api), PageCases.Of(_target.Page, new Visits(_target.Page, _sender)));
    }

    private async Task SendAsync(Schedule schedule, Scene scene, IndependentUser other, CancellationToken cancellationToken)
    {
        if (_options.Only is { } only)
        {
            await OneAsync(schedule[only], only, 0, scene, cancellationToken);
            return;
        }

        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (_options.Minutes > 0)
        {
            time.CancelAfter(TimeSpan.FromMinutes(_options.Minutes));
        }

        var lanes = Enumerable.Range(0, _options.Lanes).Select(lane => LaneAsync(lane, schedule, scene, time.Token, cancellationToken)).ToList();
        var all = Task.WhenAll(lanes);
        while (await Task.WhenAny(all, Task.Delay(s_says, cancellationToken)) != all)
        {
            await _output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{_statuses.Values.Sum(),7} sent, {_failures.Count} answered wrongly, {other.Accepted} jobs of somebody else accepted, {other.Refused.Count} not"));
            cancellationToken.ThrowIfCancellationRequested();
        }

        await all;
    }

    private async Task LaneAsync(int lane, Schedule schedule, Scene scene, CancellationToken time, CancellationToken cancellationToken)
    {
        while (!time.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref _next) - 1;
            if (_options.Requests > 0 && number >= _options.Requests)
            {
                return;
            }

            await OneAsync(schedule[number], number, lane, scene, cancellationToken);
        }
    }

    private async Task OneAsync(FuzzCase one, int number, int lane, Scene scene, CancellationToken cancellationToken)
    {
        var (prepared, answer, fault) = await _gate.TogetherAsync(() => TryAsync(one, number, lane, scene, cancellationToken), cancellationToken);
        _statuses.AddOrUpdate(answer.Status, 1, (_, count) => count + 1);
        if (one is ApiCase { IsRight: true })
        {
            var isRight = answer.Status is > 0 and < 400;
            _right.AddOrUpdate(one.Operation, (isRight, 1), (_, before) => (before.Was || isRight, before.Tries + 1));
        }

        if (fault is null)
        {
            return;
        }

        // Whose fault it was shows when it is sent again with nothing else on its way.
        var alone = await _gate.AloneAsync(
            async () =>
            {
                await RecoveredAsync(scene, cancellationToken);
                var again = await TryAsync(one, number, lane, scene, cancellationToken);
                await RecoveredAsync(scene, cancellationToken);
                await scene.ReplaceAsync(lane, cancellationToken);
                return again;
            },
            cancellationToken);
        var name = string.Create(CultureInfo.InvariantCulture, $"{_options.Seed}-{number}");
        var failure = new Failure(
            number, one.ToString(), fault, alone.Fault, (prepared ?? alone.Prepared) is { } sent ? Curl.Of(sent.Request, name, _folder) : "", Shorten((alone.Fault is null ? answer : alone.Answer).Text));
        _failures.Enqueue(failure);
        await _output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"SEED={_options.Seed} ONLY={number}  {one}: {fault}{(alone.Fault is null ? " (not alone)" : "")}"));
    }

    private async Task<(Prepared? Prepared, WireAnswer Answer, string? Fault)> TryAsync(FuzzCase one, int number, int lane, Scene scene, CancellationToken cancellationToken)
    {
        Prepared prepared;
        try
        {
            prepared = await one.PrepareAsync(scene, lane, new Dice(_options.Seed, number), cancellationToken);
        }
        catch (NotPossibleException exception)
        {
            return (null, new WireAnswer(0, [], [], default), "what it needs cannot be made: " + exception.Message);
        }

        var answer = await _sender.SendAsync(prepared.Request, cancellationToken);
        await prepared.Answered(answer, cancellationToken);
        return (prepared, answer, AnswerCheck.Fault(prepared.Request, prepared.Surface, answer) ?? await prepared.ReadBack(answer, cancellationToken));
    }

    /// <summary>Waits until others are answered again.</summary>
    private async Task RecoveredAsync(Scene scene, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_recovery);
        while ((await scene.Calls.TryAsync("GET", "/api/v1/jobs?limit=1", null, scene.Other, limit.Token)).Status != 200
            || (await _sender.SendAsync(new WireRequest(_target.Page, "GET", "/health", [], null), limit.Token)).Text.Contains("Unhealthy", StringComparison.Ordinal))
        {
            await Task.Delay(s_pause, limit.Token);
        }
    }

    /// <summary>What the callers of the fuzz see of their own still comes.</summary>
    private static async Task<IReadOnlyList<string>> ListsAsync(Scene scene, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        foreach (var caller in (Caller[])[.. scene.Callers, scene.Other])
        {
            foreach (var path in (string[])["/api/v1/jobs?limit=200", "/api/v1/queues", $"/api/v1/queues/{caller.Queue}/messages?limit=200", $"/api/v1/queues/{caller.Deliveries}/messages?limit=200", $"/api/v1/queues/{caller.Deliveries}/dead-letters", "/api/v1/api-keys"])
            {
                var answer = await scene.Calls.TryAsync("GET", path, null, caller, cancellationToken);
                if (answer.Status != 200)
                {
                    faults.Add($"afterwards {path} is answered {answer.Status} {answer.Trouble}{Shorten(answer.Text)}");
                }
            }
        }

        return faults;
    }

    private static string Shorten(string text) => text.Length > 600 ? text[..600] + "…" : text;
}
