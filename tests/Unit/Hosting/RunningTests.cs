using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using NativeServers;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Unit.Hosting;

public sealed class RunningTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Killed_server_is_back_soon_on_its_old_port_and_its_old_password()
    {
        await using var builder = ScratchApplication.Create();
        builder.AddRedis("redis");
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        var before = await app.ResourceNotifications.WaitForResourceHealthyAsync("redis").WaitAsync(Patience);
        var connection = await app.GetConnectionStringAsync("redis");

        UnixSignal.Send(before.Snapshot.ProcessId!.Value, UnixSignal.Kill);
        var after = await app.ResourceNotifications.WaitForResourceAsync(
            "redis", e => e.Snapshot.IsReady && e.Snapshot.ProcessId != before.Snapshot.ProcessId).WaitAsync(Patience);

        after.Snapshot.Restarts.ShouldBe(1);
        (await app.GetConnectionStringAsync("redis")).ShouldBe(connection);
    }

    [Fact]
    public async Task Test_leaves_no_data_behind()
    {
        string folder;
        await using (var builder = ScratchApplication.Create())
        {
            folder = builder.Configuration["LocalFolder"].ShouldNotBeNull();
            builder.AddPostgres("postgres");
            await using var app = await builder.BuildAsync();
            await app.StartAsync();
            await app.ResourceNotifications.WaitForResourceHealthyAsync("postgres").WaitAsync(Patience);
            Directory.EnumerateFiles(folder, "PG_VERSION", SearchOption.AllDirectories).ShouldNotBeEmpty("the data are where the test's folder is");
        }

        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public async Task Crashes_are_followed_by_ever_longer_pauses()
    {
        await using var builder = ScratchApplication.Create();
        var shell = builder.AddShell("shell", "exit 7");
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        await app.ResourceNotifications.WaitForResourceAsync("shell", e => e.Snapshot.Restarts == 2).WaitAsync(Patience);

        var lines = new List<string>();
        await foreach (var batch in app.Services.GetRequiredService<ResourceLoggerService>().GetAllAsync(shell.Resource))
        {
            lines.AddRange(batch.Select(l => l.Content));
        }

        lines.ShouldContain("ended with code 7; starts again in 0.5 s");
        lines.ShouldContain("ended with code 7; starts again in 1.0 s");
    }

    [Fact]
    public async Task Program_that_has_done_its_work_is_left_alone()
    {
        await using var builder = ScratchApplication.Create();
        builder.AddShell("shell", "exit 0");
        await using var app = await builder.BuildAsync();
        await app.StartAsync();

        var end = await app.ResourceNotifications.WaitForResourceAsync("shell", e => e.Snapshot.State?.Text == KnownResourceStates.Finished).WaitAsync(Patience);

        end.Snapshot.ExitCode.ShouldBe(0);
        end.Snapshot.Restarts.ShouldBe(0);
    }

    [Fact]
    public async Task Commands_stop_start_and_restart()
    {
        await using var builder = ScratchApplication.Create();
        builder.AddShell("shell", "exec sleep 1000").WithExplicitStart();
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        var known = await app.ResourceNotifications.WaitForResourceAsync("shell", e => e.Snapshot.State?.Text == KnownResourceStates.NotStarted).WaitAsync(Patience);

        (await app.ResourceCommands.ExecuteCommandAsync(known.ResourceId, KnownResourceCommands.StartCommand)).Success.ShouldBeTrue();
        var first = await app.ResourceNotifications.WaitForResourceAsync("shell", e => e.Snapshot.ProcessId is not null).WaitAsync(Patience);
        (await app.ResourceCommands.ExecuteCommandAsync("shell", KnownResourceCommands.RestartCommand)).Success.ShouldBeTrue();
        var second = await app.ResourceNotifications.WaitForResourceAsync("shell", e => e.Snapshot.ProcessId is not null).WaitAsync(Patience);
        (await app.ResourceCommands.ExecuteCommandAsync("shell", KnownResourceCommands.StopCommand)).Success.ShouldBeTrue();

        second.Snapshot.ProcessId.ShouldNotBe(first.Snapshot.ProcessId);
        UnixSignal.Send(second.Snapshot.ProcessId!.Value, 0).ShouldBeFalse();
        (await app.ResourceCommands.ExecuteCommandAsync("nobody", KnownResourceCommands.StopCommand)).Success.ShouldBeFalse();
        (await app.ResourceCommands.ExecuteCommandAsync("shell", "dance")).Success.ShouldBeFalse();
    }

    [Fact]
    public async Task Resources_stop_in_reverse_and_take_what_they_started_with_them()
    {
        var folder = Directory.CreateTempSubdirectory("stop-order-");
        await using var builder = ScratchApplication.Create();
        var note = $"{folder.FullName}/order";
        var first = builder.AddShell("first", $"trap 'echo first >> {note}; exit 0' TERM; sleep 1000 & echo $! > {folder.FullName}/child; while :; do sleep 0.1; done");
        builder.AddShell("second", $"trap 'sleep 0.3; echo second >> {note}; exit 0' TERM; : > {folder.FullName}/trapped; while :; do sleep 0.1; done").WaitFor(first);
        var app = await builder.BuildAsync();
        await app.StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("second").WaitAsync(Patience);
        await Eventually.BecomesTrueAsync(() => File.Exists($"{folder.FullName}/trapped"));
        await Eventually.BecomesTrueAsync(() => File.Exists($"{folder.FullName}/child") && File.ReadAllText($"{folder.FullName}/child").EndsWith('\n'));
        var child = int.Parse(await File.ReadAllTextAsync($"{folder.FullName}/child"), System.Globalization.CultureInfo.InvariantCulture);

        await app.DisposeAsync();

        (await File.ReadAllLinesAsync(note)).ShouldBe(["second", "first"]);
        await Eventually.BecomesTrueAsync(() => !UnixSignal.Send(child, 0));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Nothing_of_a_test_application_stays_behind()
    {
        await using var builder = ScratchApplication.Create();
        builder.AddRedis("redis");
        var app = await builder.BuildAsync();
        await app.StartAsync();
        var running = await app.ResourceNotifications.WaitForResourceHealthyAsync("redis").WaitAsync(Patience);
        var folder = builder.Configuration["LocalFolder"]!;
        Directory.Exists(folder).ShouldBeTrue();

        await app.DisposeAsync();

        Directory.Exists(folder).ShouldBeFalse();
        UnixSignal.Send(running.Snapshot.ProcessId!.Value, 0).ShouldBeFalse();
    }

    [Fact]
    public async Task Entry_point_of_an_AppHost_runs_under_test()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.SmallAppHost>();
        builder.Resources.Select(r => r.Name).ShouldBe(["redis", "family"]);
        builder.AddShell("added", "exec sleep 1000");
        await using var app = await builder.BuildAsync();
        await app.StartAsync();

        await app.ResourceNotifications.WaitForResourceHealthyAsync("added").WaitAsync(Patience);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("redis").WaitAsync(Patience);
        app.GetEndpoint("redis", "tcp").Port.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Missing_program_is_named_before_anything_starts()
    {
        await using var builder = ScratchApplication.Create();
        builder.AddRedis("redis");
        builder.AddExecutable("program", "no-such-program", "/");
        await using var app = await builder.BuildAsync();

        var problem = await Should.ThrowAsync<DistributedApplicationException>(() => app.StartAsync());

        problem.Message.ShouldContain("'program' cannot start: no-such-program");
    }

    [Fact]
    public void Passwords_are_long_have_no_special_characters_and_are_kept_private()
    {
        var folder = Directory.CreateTempSubdirectory("secrets-");
        string Password()
        {
            var builder = DistributedApplication.CreateBuilder([$"--LocalFolder={folder.FullName}"]);
            return builder.AddRedis("redis").Resource.PasswordParameter!.GetValueAsync(CancellationToken.None).AsTask().Result!;
        }

        var password = Password();

        password.Length.ShouldBeGreaterThanOrEqualTo(22);
        password.ShouldAllBe(c => char.IsAsciiLetterOrDigit(c));
        Password().ShouldBe(password);
        File.GetUnixFileMode(Path.Combine(folder.FullName, "secrets.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        folder.Delete(recursive: true);
    }
}
