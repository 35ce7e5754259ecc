using Altitude.Web.Live;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Altitude.Web.Features.Estimates;

/// <summary>Registers estimates: drafting, sending, deciding.</summary>
public static class EstimatesFeature
{
    public static IServiceCollection AddEstimates(this IServiceCollection services)
    {
        services.AddSingleton<ApproveEstimate>();
        services.AddSingleton<DeclineEstimate>();
        services.AddSingleton<VerifyConsentQuery>();
        services.AddSingleton<EstimatePageQuery>();
        services.AddSingleton<EstimatesQuery>();
        services.AddSingleton<DraftEstimate>();
        services.AddSingleton<SaveEstimateDraft>();
        services.AddSingleton<SendEstimate>();
        services.AddSingleton<WithdrawEstimate>();
        services.AddSingleton<DuplicateEstimate>();
        services.AddSingleton<RecordApproval>();
        services.AddSingleton<OpenEstimatesQuery>();
        services.AddSingleton<TemplatesQuery>();
        services.AddSingleton<KeepTemplate>();
        services.AddSingleton<RenameTemplate>();
        services.AddSingleton<RemoveTemplate>();
        services.AddSingleton<RestoreTemplate>();
        services.AddSingleton<PriceBookQuery>();
        services.AddSingleton<AddPriceItem>();
        services.AddSingleton<ChangePriceItem>();
        services.AddSingleton<OfferPriceItem>();
        services.AddSingleton<EstimateHistoryQuery>();
        services.TryAddSingleton<Whispers>();
        services.AddSingleton<EstimateEditors>();
        services.AddScoped<EditorLine>();
        services.AddScoped<CircuitHandler>(provider => provider.GetRequiredService<EditorLine>());
        services.AddSingleton<ExtendEstimate>();
        services.AddSingleton<RequestChanges>();
        services.AddSingleton<AskForNewPrice>();
        services.AddSingleton<ReplyOnEstimate>();
        services.AddSingleton<TakeBackAnswer>();
        services.AddSingleton<MarkEstimateViewed>();
        services.AddSingleton<EstimateTalkQuery>();
        return services;
    }
}
