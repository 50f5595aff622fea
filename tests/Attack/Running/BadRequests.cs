using Platform.Fuzz.Cases;
using Platform.Fuzz.Document;
using Platform.Fuzz.Inputs;
using Platform.Fuzz.Running;
using Platform.Fuzz.Wire;
using Platform.Fuzz.World;

namespace Platform.Attack.Running;

/// <summary>Sends the requests of the fuzz test among the attacks.</summary>
internal sealed class BadRequests
{
    private const int Lanes = 2;

    private readonly Schedule _schedule;
    private readonly Scene _scene;
    private readonly RequestSender _sender;
    private readonly int _seed;
    private int _next;

    private BadRequests(Schedule schedule, Scene scene, RequestSender sender, int seed)
    {
        _schedule = schedule;
        _scene = scene;
        _sender = sender;
        _seed = seed;
    }

    public AttackKind Kind => new("bad requests of the fuzz", Lanes, 20, (_, tally, stop) => OnceAsync(tally, stop), 400);

    public static async Task<BadRequests> CreateAsync(AttackTarget target, RequestSender sender, string run, CancellationToken cancellationToken)
    {
        var calls = new Calls(target.Api, sender);
        var scene = await Scene.MakeAsync(calls, run + "-f", Lanes, null, cancellationToken);
        var document = ApiDocument.Parse((await calls.NeedAsync("GET", "/openapi/v1.json", null, null, cancellationToken)).Text);
        var introspected = await calls.NeedJsonAsync("POST", "/graphql", $$"""{"query":"{{GraphQlSchema.Introspection}}"}""", scene.Callers[0], cancellationToken);
        var seed = Random.Shared.Next(1, 1_000_000);
        var schedule = new Schedule(seed, ApiCases.Of(document, target.Api), GraphQlCases.Of(GraphQlSchema.Read(introspected), target.Api), PageCases.Of(target.Page, new Visits(target.Page, sender)));
        return new BadRequests(schedule, scene, sender, seed);
    }

    /// <summary>Removes what the requests created.</summary>
    public Task LeaveAsync(CancellationToken cancellationToken) => RunCleanUp.RemoveAsync(_scene, cancellationToken);

    private async Task OnceAsync(KindTally tally, CancellationToken stop)
    {
        var number = Interlocked.Increment(ref _next) - 1;
        tally.Send();

        // The prerequisites of a request may never succeed during the attack.
        var prepared = await _schedule[number].PrepareAsync(_scene, number % Lanes, new Dice(_seed, number), stop).WaitAsync(stop);
        var answer = await _sender.SendAsync(prepared.Request, stop);
        await prepared.Answered(answer, stop);
        tally.Answer(answer.Status);
    }
}
