using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Resilience;
using Platform.ServiceDefaults.WarmUp;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.WarmUp;

public sealed class WarmUpServiceTests : IAsyncLifetime
{
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_maxTime = TimeSpan.FromMinutes(2);

    private readonly ManualTime _time = new();
    private readonly Lifetime _lifetime = new();
    private readonly IsolatedMeters _meters = new();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<string> _results = new();
    private readonly Dependency _postgres = new("postgres") { HasAnswered = true };
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WarmUpService? _service;

    private WarmUpService Service => _service.ShouldNotBeNull();

    public Task InitializeAsync()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, _meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => _results.Enqueue($"{instrument.Name} {tags[0].Value}"));
        _listener.Start();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.StopAsync(CancellationToken.None);
            _service.Dispose();
        }

        _listener.Dispose();
        _meters.Dispose();
        _lifetime.Dispose();
    }

    [Fact]
    public async Task The_service_is_ready_when_its_steps_have_ended()
    {
        var (first, second) = (new Step(_ => _end.Task), new Step(static _ => Task.CompletedTask));
        await StartAsync(s_maxDelay, first, second);
        await Eventually.BecomesTrueAsync(() => first.Runs + second.Runs > 0);
        Service.IsOver.ShouldBeFalse();

        _end.SetResult();

        await Eventually.BecomesTrueAsync(() => Service.IsOver && !_results.IsEmpty);
        (first.Runs, second.Runs).ShouldBe((1, 1));
        _results.ShouldBe(["warmup.duration complete"]);
    }

    [Fact]
    public async Task Nothing_runs_before_the_service_answers()
    {
        var step = new Step(static _ => Task.CompletedTask);
        _service = NewService(s_maxDelay, step);
        await _service.StartAsync(CancellationToken.None);
        step.Runs.ShouldBe(0);
        _service.IsOver.ShouldBeFalse();

        _lifetime.Start();

        await Eventually.BecomesTrueAsync(() => Service.IsOver);
        step.Runs.ShouldBe(1);
    }

    [Fact]
    public async Task A_slow_step_delays_readiness_for_the_configured_time_only()
    {
        var step = new Step(_ => _end.Task);
        await StartAsync(s_maxDelay, step);
        await Eventually.BecomesTrueAsync(() => step.Runs == 1 && _time.IsAwaited(s_maxDelay, s_maxDelay));
        Service.IsOver.ShouldBeFalse();

        _time.Advance(s_maxDelay);

        await Eventually.BecomesTrueAsync(() => Service.IsOver);
        _results.ShouldBeEmpty("it still warms up");
        _end.SetResult();
        await Eventually.BecomesTrueAsync(() => !_results.IsEmpty);
        _results.ShouldBe(["warmup.duration complete"]);
    }

    [Fact]
    public async Task A_step_waits_for_its_dependency_and_keeps_no_other_waiting()
    {
        _postgres.HasAnswered = false;
        var (waiting, other) = (new Step(static _ => Task.CompletedTask), new Step(static _ => Task.CompletedTask, "none"));
        await StartAsync(s_maxDelay, waiting, other);
        await Eventually.BecomesTrueAsync(() => other.Runs == 1);
        waiting.Runs.ShouldBe(0);

        _postgres.HasAnswered = true;

        await Eventually.BecomesTrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return waiting.Runs == 1;
        });
        await Eventually.BecomesTrueAsync(() => Service.IsOver);
    }

    [Fact]
    public async Task A_step_that_fails_runs_again_after_a_pause()
    {
        var step = new Step(static run => run == 1 ? Task.FromException(new TimeoutException("not yet")) : Task.CompletedTask);
        await StartAsync(s_maxDelay, step);
        var pause = TimeSpan.FromSeconds(4);
        await Eventually.BecomesTrueAsync(() => step.Runs == 1 && _time.IsAwaited(pause, pause));

        _time.Advance(pause);

        await Eventually.BecomesTrueAsync(() => Service.IsOver && !_results.IsEmpty);
        step.Runs.ShouldBe(2);
        _results.ShouldBe(["warmup.duration complete"]);
    }

    [Fact]
    public async Task A_dependency_that_never_answers_is_given_up()
    {
        _postgres.HasAnswered = false;
        await StartAsync(s_maxDelay, new Step(static _ => Task.CompletedTask));
        await Eventually.BecomesTrueAsync(() => _time.IsAwaited(s_maxDelay, s_maxDelay) && _time.IsAwaited(s_maxTime, s_maxTime));

        _time.Advance(s_maxTime);

        await Eventually.BecomesTrueAsync(() => Service.IsOver && !_results.IsEmpty);
        _results.ShouldBe(["warmup.duration incomplete"]);
    }

    [Fact]
    public async Task Without_a_delay_there_is_no_warm_up()
    {
        var step = new Step(static _ => Task.CompletedTask);
        await StartAsync(TimeSpan.Zero, step);

        Service.IsOver.ShouldBeTrue();
        await Service.ExecuteTask.ShouldNotBeNull();
        step.Runs.ShouldBe(0);
    }

    private async Task StartAsync(TimeSpan maxDelay, params IWarmUpStep[] steps)
    {
        _service = NewService(maxDelay, steps);
        await _service.StartAsync(CancellationToken.None);
        _lifetime.Start();
    }

    private WarmUpService NewService(TimeSpan maxDelay, params IWarmUpStep[] steps) => new(
        steps, [_postgres], Options.Create(new WarmUpOptions { MaxDelay = maxDelay }), _lifetime, new WarmUpMetrics(_meters), _time, NullLogger<WarmUpService>.Instance);

    private sealed class Step(Func<int, Task> run, string dependency = "postgres") : IWarmUpStep
    {
        private int _runs;

        public int Runs => Volatile.Read(ref _runs);

        public string Name => "a step";

        public string Dependency => dependency;

        public Task RunAsync(CancellationToken cancellationToken) => run(Interlocked.Increment(ref _runs)).WaitAsync(cancellationToken);
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _started = new();

        public CancellationToken ApplicationStarted => _started.Token;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void Start() => _started.Cancel();

        public void StopApplication()
        {
        }

        public void Dispose() => _started.Dispose();
    }
}
