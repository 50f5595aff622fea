using System.Globalization;
using System.Net.Sockets;
using Platform.Attack.Kinds;
using Platform.Fuzz.Wire;
using Platform.Fuzz.World;

namespace Platform.Attack.Running;

/// <summary>
/// Runs all attacks of one user at the same time while another user works; then a third user sends the same number of harmless requests.
/// </summary>
internal sealed class AttackRun(AttackOptions options, AttackTarget target, TextWriter output, TimeProvider time)
{
    private const int UsualPerSecond = 60;
    private static readonly TimeSpan s_says = TimeSpan.FromSeconds(2);

    /// <exception cref="NotPossibleException">The platform does not allow the run to begin.</exception>
    public async Task<AttackResult> RunAsync(CancellationToken cancellationToken)
    {
        var run = Convert.ToHexStringLower(Guid.CreateVersion7().ToByteArray(bigEndian: true)[..6]) + Random.Shared.Next(100, 1000).ToString(CultureInfo.InvariantCulture);
        using var sender = new RequestSender();
        var people = new People(new Calls(target.Api, sender), run);
        var known = await people.NewWithQueuesAsync(cancellationToken);
        using var other = new OtherUser(target, known, time);
        using var harmless = new HarmlessUser(target.Api, await people.NewWithQueuesAsync(cancellationToken), time);
        using var attacker = await Attacker.CreateAsync(target, known.Email, run, cancellationToken);
        var bad = await BadRequests.CreateAsync(target, attacker.WellMannered, run, cancellationToken);
        List<(AttackKind Kind, KindTally Tally)> kinds = [.. AttackKinds.All.Append(bad.Kind).Select(kind => (kind, new KindTally()))];

        // Usually the work begins before the attack, beside some ordinary traffic: a platform that has just started is slow for everybody.
        var (before, usual, begun) = (new OtherUser.Phase(), new KindTally(), time.GetTimestamp());
        if (!options.IsCold)
        {
            await DuringAsync(
                options.WarmUp,
                stop => [harmless.WorkAsync(UsualPerSecond, usual, stop), other.WorkAsync(options.JobsPerSecond, before, stop)],
                () => Summary("before the attack", begun, usual.Sent, before),
                cancellationToken);
        }

        var attacked = new OtherUser.Phase();
        begun = time.GetTimestamp();
        await DuringAsync(
            options.Attack,
            stop => [.. kinds.SelectMany(kind => Enumerable.Range(0, kind.Kind.Lanes).Select(_ => LaneAsync(kind.Kind, attacker, kind.Tally, stop))), other.WorkAsync(options.JobsPerSecond, attacked, stop)],
            () => Summary("attacked", begun, kinds.Sum(kind => kind.Tally.Sent), attacked),
            cancellationToken);
        var perSecond = kinds.Sum(kind => kind.Tally.Sent) / time.GetElapsedTime(begun).TotalSeconds;
        await Task.WhenAll(attacker.LeaveAsync(cancellationToken), bad.LeaveAsync(cancellationToken));

        var (calm, ordinary) = (new OtherUser.Phase(), new KindTally());
        begun = time.GetTimestamp();
        await DuringAsync(
            options.Calm,
            stop => [harmless.WorkAsync(perSecond, ordinary, stop), other.WorkAsync(options.JobsPerSecond, calm, stop)],
            () => Summary("beside harmless requests", begun, ordinary.Sent, calm),
            cancellationToken);
        return new AttackResult(kinds, before, attacked, calm, perSecond, ordinary, await other.UnfinishedAsync(cancellationToken));
    }

    private async Task DuringAsync(TimeSpan length, Func<CancellationToken, IReadOnlyList<Task>> begin, Func<string> summarise, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(length);
        var all = Task.WhenAll(begin(stop.Token));
        while (await Task.WhenAny(all, Task.Delay(s_says, time, CancellationToken.None)) != all)
        {
            await output.WriteLineAsync(summarise());
        }

        await all;
        cancellationToken.ThrowIfCancellationRequested();
    }

    private string Summary(string what, long begun, int sent, OtherUser.Phase phase)
    {
        var elapsed = time.GetElapsedTime(begun).TotalSeconds;
        var submitted = phase.Of("submit");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{elapsed,5:0} s  {what}: {sent / elapsed,6:0}/s  the other user: {submitted.Count,6} jobs, p50 {submitted.Percentile(.5),5:0} ms, p99 {submitted.Percentile(.99),5:0} ms, {phase.Failures} failures");
    }

    private async Task LaneAsync(AttackKind kind, Attacker attacker, KindTally tally, CancellationToken stop)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(kind.Lanes / kind.PerSecond), time);
        try
        {
            do
            {
                try
                {
                    await kind.OnceAsync(attacker, tally, stop);
                }
                catch (Exception exception) when (exception is IOException or SocketException or NotPossibleException)
                {
                    tally.Answer(0);
                }
            }
            while (await tick.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException)
        {
            // The duration has passed.
        }
    }
}
