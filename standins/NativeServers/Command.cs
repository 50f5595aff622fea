using System.Diagnostics;

namespace NativeServers;

/// <summary>Runs a short command to its end.</summary>
internal static class Command
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    /// <summary>Runs it, with <paramref name="input"/> as its standard input.</summary>
    /// <exception cref="InvalidOperationException">It ended with another code than 0; the message has its last words.</exception>
    internal static async Task RunAsync(
        IReadOnlyList<string> command, string workingFolder, string? input, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_longest);
        using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = workingFolder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            if (input is not null)
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            }

            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            await output;
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException(
                    $"{Path.GetFileName(command[0])} ended with code {process.ExitCode}: {(await errors).Trim()}");
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
