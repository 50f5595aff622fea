using Platform.Recogniser.Talking;

return await CommandLoop.RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput(), CancellationToken.None);
