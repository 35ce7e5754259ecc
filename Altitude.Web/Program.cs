using Altitude.Web.Hosting;

return await Verbs.RunAsync(args);
