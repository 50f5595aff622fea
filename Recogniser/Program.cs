using Platform.Recogniser.Protocol;

return await CommandLoop.RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput(), CancellationToken.None).ConfigureAwait(false);
