namespace Altitude.Web.Hosting;

/// <summary>The answer to a form that acted is 303: a reload or a step back never sends the form again.</summary>
public static class SeeOther
{
    public static IApplicationBuilder UseSeeOther(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                if (HttpMethods.IsPost(context.Request.Method))
                {
                    context.Response.OnStarting(() =>
                    {
                        if (context.Response.StatusCode == StatusCodes.Status302Found)
                        {
                            context.Response.StatusCode = StatusCodes.Status303SeeOther;
                        }

                        return Task.CompletedTask;
                    });
                }

                return next(context);
            }
        );
}
