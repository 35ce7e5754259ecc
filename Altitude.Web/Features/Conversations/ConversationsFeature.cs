namespace Altitude.Web.Features.Conversations;

/// <summary>Registers what customers and the company write each other.</summary>
public static class ConversationsFeature
{
    public static IServiceCollection AddConversations(this IServiceCollection services)
    {
        services.AddSingleton<SendMessage>();
        services.AddSingleton<ReplyToCustomer>();
        services.AddSingleton<WriteToCustomer>();
        services.AddSingleton<MarkRead>();
        services.AddSingleton<AssignConversation>();
        services.AddSingleton<SettleConversation>();
        services.AddSingleton<PortalMessagesQuery>();
        services.AddSingleton<ConversationInboxQuery>();
        services.AddSingleton<ConversationQuery>();
        return services;
    }
}
