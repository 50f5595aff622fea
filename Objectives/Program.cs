using Platform.Objectives.Making;

return MakeCommand.Run(args, Console.Out, Console.Error);
