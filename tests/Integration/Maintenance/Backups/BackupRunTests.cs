using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.ApiGateway.Database;
using Platform.Contracts.PublicApi;
using Platform.Integration.Broker;
using Platform.Maintenance.Failures;
using Platform.ObjectStorage;
using Platform.Testkit.Files;
using Platform.Testkit.Servers;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Maintenance.Backups;

/// <summary>Backups of the tables of all services, and restores of them, with the programs of PostgreSQL.</summary>
public sealed class BackupRunTests : IAsyncLifetime
{
    private const UnixFileMode Runnable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly PostgresDatabase _database = new();
    private readonly TemporaryFolder _folder = new();
    private MaintenanceProgram _program = null!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync("platform", async database =>
        {
            await Migrations.JobsAsync(database);
            await Migrations.BrokerAsync(database);
            await using var identity = Identity(database);
            await identity.Database.MigrateAsync();
        });
        _program = new MaintenanceProgram(_database.ConnectionString, _folder.File("storage"), _folder.File("backups"));
    }

    public async Task DisposeAsync()
    {
        await _program.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_backup_under_load_has_all_that_was_accepted_before_it_and_an_empty_platform_gets_it_back()
    {
        var redis = new RedisInstance();
        await redis.InitializeAsync();
        var owner = Guid.CreateVersion7();
        await using (var identity = Identity(_database.ConnectionString))
        {
            identity.Users.Add(new User { Id = owner, UserName = "ana@example.com", Email = "ana@example.com", SecurityStamp = "s", CreatedAt = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero) });
            await identity.SaveChangesAsync();
        }

        await using (var service = BrokerService.Start(_database.ConnectionString, redis.ConnectionString))
        {
            var broker = new InternalBroker(service.Calls, owner);
            await broker.CreateAsync(new CreateQueueRequest("orders"));
            for (var i = 0; i < 5; i++)
            {
                await broker.PublishAsync("orders", InternalBroker.Message($"{i}"));
            }
        }

        var accepted = new ConcurrentQueue<Guid>();
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(_ => SubmitAsync(owner, accepted, stop.Token)).ToList();
        await Eventually.BecomesTrueAsync(() => accepted.Count > 100);
        Guid[] before = [.. accepted];
        var (archive, manifest) = await _program.BackUpAsync();
        accepted.Count.ShouldBeGreaterThan(before.Length);
        await stop.CancelAsync();
        await Task.WhenAll(load);

        var empty = await PostgresDatabase.CreateAsync();
        await using var restored = new MaintenanceProgram(empty.ConnectionString, _folder.File("restored"), _folder.File("backups"));
        await restored.RestoreAsync(archive);

        var jobs = await JobsAsync(empty);
        before.Except(jobs).ShouldBeEmpty();
        jobs.Count.ShouldBe((int)manifest.Rows["jobs.jobs"]);
        jobs.Except(accepted).ShouldBeEmpty();
        foreach (var job in jobs)
        {
            await using var content = await restored.Objects.OpenReadAsync(ObjectKeys.Media(job));
            using var bytes = new MemoryStream();
            await content!.Content.CopyToAsync(bytes);
            new Guid(bytes.ToArray()).ShouldBe(job);
        }

        await using (var identity = Identity(empty.ConnectionString))
        {
            (await identity.Users.SingleAsync()).Email.ShouldBe("ana@example.com");
        }

        // Broker goes on with what is restored.
        await using (var service = BrokerService.Start(empty.ConnectionString, redis.ConnectionString))
        {
            var (messages, _) = await new InternalBroker(service.Calls, owner).SearchAsync("orders");
            messages.Count.ShouldBe(5);
        }

        await empty.DisposeAsync();
        await redis.DisposeAsync();
    }

    [Fact]
    public async Task A_platform_with_data_is_replaced_only_by_an_explicit_word()
    {
        var owner = Guid.CreateVersion7();
        var kept = await SubmitOneAsync(owner);
        var (archive, _) = await _program.BackUpAsync();
        var later = await SubmitOneAsync(owner);

        (await Should.ThrowAsync<MaintenanceException>(() => _program.RestoreAsync(archive))).Message.ShouldContain("replace");
        (await JobsAsync(_database)).ShouldBe([kept, later], ignoreOrder: true);

        await _program.RestoreAsync(archive, replaces: true);
        (await JobsAsync(_database)).ShouldBe([kept]);
        await using var command = _database.DataSource.CreateCommand("SELECT count(*) FROM pg_namespace WHERE nspname LIKE '%before%'");
        (await command.ExecuteScalarAsync()).ShouldBe(0L);
    }

    [Fact]
    public async Task A_restore_that_fails_leaves_the_database_as_it_was()
    {
        var job = await SubmitOneAsync(Guid.CreateVersion7());
        var (archive, _) = await _program.BackUpAsync();
        var later = await SubmitOneAsync(Guid.CreateVersion7());
        await File.WriteAllTextAsync(_folder.File("pg_restore"), "#!/bin/sh\ncat > /dev/null\necho 'it does not fit' >&2\nexit 1\n");
        File.SetUnixFileMode(_folder.File("pg_restore"), Runnable);
        await using var broken = new MaintenanceProgram(
            _database.ConnectionString, _folder.File("storage"), _folder.File("backups"), ("Backups:Programs", _folder.Path));

        (await Should.ThrowAsync<MaintenanceException>(() => broken.RestoreAsync(archive, replaces: true))).Message.ShouldBe("pg_restore failed: it does not fit");
        (await JobsAsync(_database)).ShouldBe([job, later], ignoreOrder: true);
    }

    [Fact]
    public async Task Nothing_is_written_of_an_archive_that_was_changed_or_cut_short()
    {
        await SubmitOneAsync(Guid.CreateVersion7());
        var (archive, _) = await _program.BackUpAsync();
        var bytes = await File.ReadAllBytesAsync(archive);
        await File.WriteAllBytesAsync(_folder.File("cut"), bytes[..^1]);
        bytes[^40] ^= 1;
        await File.WriteAllBytesAsync(_folder.File("changed"), bytes);
        var empty = await PostgresDatabase.CreateAsync();
        await using var target = new MaintenanceProgram(empty.ConnectionString, _folder.File("untouched"), _folder.File("backups"));

        await Should.ThrowAsync<InvalidDataException>(() => target.RestoreAsync(_folder.File("cut")));
        await Should.ThrowAsync<InvalidDataException>(() => target.RestoreAsync(_folder.File("changed")));

        await using (var command = empty.DataSource.CreateCommand("SELECT count(*) FROM pg_namespace WHERE nspname = 'jobs'"))
        {
            (await command.ExecuteScalarAsync()).ShouldBe(0L);
        }

        Directory.Exists(_folder.File("untouched/media")).ShouldBeFalse();
        await empty.DisposeAsync();
    }

    [Fact]
    public async Task A_backup_that_fails_leaves_no_archive()
    {
        await using var broken = new MaintenanceProgram(
            _database.ConnectionString, _folder.File("storage"), _folder.File("backups"), ("Backups:Programs", _folder.File("no-programs")));

        (await Should.ThrowAsync<MaintenanceException>(broken.BackUpAsync)).Message.ShouldContain("pg_dump cannot be started");
        Directory.GetFiles(_folder.File("backups")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Configuration_is_part_of_a_backup_and_comes_back_beside_the_archive()
    {
        Directory.CreateDirectory(_folder.File("secrets"));
        await File.WriteAllTextAsync(_folder.File("secrets/internal-key"), "key");
        await using var program = new MaintenanceProgram(
            _database.ConnectionString, _folder.File("storage"), _folder.File("backups"), ("Backups:Files:0", _folder.File("secrets")), ("Backups:Files:1", _folder.File("no")));

        var (archive, manifest) = await program.BackUpAsync();
        var (_, files) = await program.RestoreAsync(archive, replaces: true);

        manifest.Files.ShouldBe(1);
        manifest.LeftOut.Count.ShouldBe(2);
        manifest.LeftOut[0].ShouldContain("there is no such file");
        manifest.LeftOut[1].ShouldContain("Prometheus");
        (await File.ReadAllTextAsync(Path.Combine(files!, "configuration", "secrets", "internal-key"))).ShouldBe("key");
        OpenPermissions.In(files!).ShouldBeEmpty();
        OpenPermissions.In(_folder.File("backups")).ShouldBeEmpty();
    }

    private static IdentityDb Identity(string database) => new(new DbContextOptionsBuilder<IdentityDb>()
        .UseNpgsql(database + ";Pooling=false", npgsql => npgsql.MigrationsHistoryTable("migrations", IdentityDb.Schema)).Options);

    private async Task SubmitAsync(Guid owner, ConcurrentQueue<Guid> accepted, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            accepted.Enqueue(await SubmitOneAsync(owner));
        }
    }

    // As services do: the object first, then the row that names it.
    private async Task<Guid> SubmitOneAsync(Guid owner)
    {
        var id = Guid.CreateVersion7();
        await _program.Objects.PutAsync(ObjectKeys.Media(id), new MemoryStream(id.ToByteArray()));
        await using var command = _database.DataSource.CreateCommand(
            """
            INSERT INTO jobs.jobs (id, owner_id, kind, input, priority, max_attempts, created_at, queued_at, state, attempt)
            VALUES ($1, $2, 'probe', '{}', 1, 3, now(), now(), 1, 1)
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        command.Parameters.Add(new NpgsqlParameter { Value = owner });
        await command.ExecuteNonQueryAsync();
        return id;
    }

    private static async Task<List<Guid>> JobsAsync(PostgresDatabase database)
    {
        await using var command = database.DataSource.CreateCommand("SELECT id FROM jobs.jobs");
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<Guid>();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }
}
