using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Platform.AppHost.Commands;

/// <summary>Deletes all stored data of the platform, so that a fresh start needs no restart of everything.</summary>
internal sealed class ResetCommand
{
    public required IResourceBuilder<PostgresDatabaseResource> Database { get; init; }

    public required IResourceBuilder<RedisResource> Redis { get; init; }

    public required IResourceBuilder<RabbitMQServerResource> Messaging { get; init; }

    /// <summary>The folder of uploads, recordings and captions.</summary>
    public required string Storage { get; init; }

    /// <summary>The migrations that create the tables; run again, one after the other.</summary>
    public required IReadOnlyList<IResourceBuilder<ProjectResource>> Migrations { get; init; }

    /// <summary>The services that use the data: stopped before the deletion and started after it.</summary>
    public required IReadOnlyList<IResourceBuilder<ProjectResource>> Services { get; init; }

    /// <summary>Adds the command <c>reset-data</c> to the database.</summary>
    public void Add() => Database.WithCommand(
        "reset-data",
        "Delete all data",
        RunAsync,
        new CommandOptions
        {
            Description = "Deletes accounts, jobs, queues, uploads and captions, and starts the services again.",
            ConfirmationMessage = "All accounts, jobs, queues, messages, uploads and captions of this platform are deleted. This cannot be undone. Continue?",
            IconName = "Delete",
            Progress = new CommandProgressOptions { Message = "Data is being deleted" },
        });

    private async Task<ExecuteCommandResult> RunAsync(ExecuteCommandContext context)
    {
        var commands = context.Services.GetRequiredService<ResourceCommandService>();
        var notifications = context.Services.GetRequiredService<ResourceNotificationService>();
        var cancellationToken = context.CancellationToken;
        await Task.WhenAll(Services.Select(service => commands.ExecuteCommandAsync(service.Resource, KnownResourceCommands.StopCommand, cancellationToken)));

        await RecreateDatabaseAsync(cancellationToken);
        await RecreateVirtualHostAsync(cancellationToken);
        await commands.ExecuteCommandAsync(Redis.Resource, KnownResourceCommands.RestartCommand, cancellationToken);
        if (Directory.Exists(Storage))
        {
            Directory.Delete(Storage, recursive: true);
        }

        foreach (var migration in Migrations)
        {
            await commands.ExecuteCommandAsync(migration.Resource, KnownResourceCommands.StartCommand, cancellationToken);
            await notifications.WaitForResourceAsync(migration.Resource.Name, KnownResourceStates.Running, cancellationToken);
            var state = await notifications.WaitForResourceAsync(migration.Resource.Name, KnownResourceStates.TerminalStates, cancellationToken);
            if (state != KnownResourceStates.Finished)
            {
                return CommandResults.Failure($"{migration.Resource.Name} ended as {state}.");
            }
        }

        var started = await Task.WhenAll(Services.Select(service => commands.ExecuteCommandAsync(service.Resource, KnownResourceCommands.StartCommand, cancellationToken)));
        return started.FirstOrDefault(result => !result.Success) ?? CommandResults.Success("All data is deleted.");
    }

    private async Task RecreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var server = await Database.Resource.Parent.GetConnectionStringAsync(cancellationToken);
        await using var source = NpgsqlDataSource.Create($"{server};Database=postgres;Pooling=false");
        foreach (var sql in (string[])[$"DROP DATABASE IF EXISTS \"{Database.Resource.DatabaseName}\" WITH (FORCE)", $"CREATE DATABASE \"{Database.Resource.DatabaseName}\""])
        {
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private async Task RecreateVirtualHostAsync(CancellationToken cancellationToken)
    {
        var server = Messaging.Resource;
        var user = await server.UserNameReference.GetValueAsync(cancellationToken);
        var password = await server.PasswordParameter.GetValueAsync(cancellationToken);
        using var client = new HttpClient
        {
            BaseAddress = new Uri(server.GetEndpoint("management").Url),
            DefaultRequestHeaders = { Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{user}:{password}"))) },
        };
        const string all = """{"configure":".*","write":".*","read":".*"}""";
        foreach (var (method, path, body) in ((HttpMethod, string, string?)[])
        [
            (HttpMethod.Delete, "api/vhosts/%2F", null),
            (HttpMethod.Put, "api/vhosts/%2F", null),
            (HttpMethod.Put, $"api/permissions/%2F/{Uri.EscapeDataString(user!)}", all),
        ])
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
            using var answer = await client.SendAsync(request, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }
}
