using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class ConversationMapping : ITenantMapping<Conversation>
{
    public void Configure(EntityTypeBuilder<Conversation> conversation)
    {
        conversation.ToTable("conversations", Schemas.Tenant);
        conversation.HasKey(c => new { c.WorkspaceId, c.Id });
        conversation.Property(c => c.Id).ValueGeneratedNever();
        conversation.Property(c => c.Revision).IsConcurrencyToken();
        conversation.Property(c => c.LastAuthor).HasMaxLength(200);
        conversation.Property(c => c.LastExcerpt).HasMaxLength(200);
        conversation.HasOne<Workspace>().WithMany().HasForeignKey(c => c.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        conversation.HasOne<Customer>().WithMany().HasForeignKey(c => new { c.WorkspaceId, c.CustomerId }).OnDelete(DeleteBehavior.Restrict);
        conversation.HasOne<Job>().WithMany().HasForeignKey(c => new { c.WorkspaceId, c.JobId }).OnDelete(DeleteBehavior.Restrict);
        conversation.HasOne<StaffMember>().WithMany().HasForeignKey(c => new { c.WorkspaceId, c.AssigneeId }).OnDelete(DeleteBehavior.Restrict);
        conversation
            .HasIndex(c => new
            {
                c.WorkspaceId,
                c.CustomerId,
                c.JobId,
            })
            .IsUnique()
            .AreNullsDistinct(false); // One for each; a customer's conversations.
        conversation.HasIndex(c => new { c.WorkspaceId, c.LastAt }); // The inbox, newest first.
        conversation.HasIndex(c => new { c.WorkspaceId, c.WaitsSince }).HasFilter("waits_since is not null"); // Who waits, longest first.
        conversation.HasIndex(c => new { c.WorkspaceId, c.Id }).HasFilter("office_unread > 0").HasDatabaseName("ix_conversations_unread"); // The count in the rail.
        conversation.HasIndex(c => new
        {
            c.WorkspaceId,
            c.AssigneeId,
            c.LastAt,
        }); // One's own.
        conversation.HasIndex(c => new { c.WorkspaceId, c.JobId }); // A job's.
    }
}

internal sealed class MessageMapping : ITenantMapping<Message>
{
    public void Configure(EntityTypeBuilder<Message> message)
    {
        message.ToTable("messages", Schemas.Tenant);
        message.HasKey(m => new { m.WorkspaceId, m.Id });
        message.Property(m => m.Id).ValueGeneratedNever();
        message.Property(m => m.AuthorName).HasMaxLength(200);
        message.Property(m => m.Text).HasMaxLength(Message.Longest);
        message.HasOne<Conversation>().WithMany().HasForeignKey(m => new { m.WorkspaceId, m.ConversationId }).OnDelete(DeleteBehavior.Restrict);
        message
            .HasIndex(m => new
            {
                m.WorkspaceId,
                m.ConversationId,
                m.Number,
            })
            .IsUnique(); // A conversation from its end.
    }
}

internal sealed class ReadMarkMapping : ITenantMapping<ReadMark>
{
    public void Configure(EntityTypeBuilder<ReadMark> mark)
    {
        mark.ToTable("read_marks", Schemas.Tenant);
        mark.HasKey(m => new
        {
            m.WorkspaceId,
            m.ConversationId,
            m.PersonId,
        });
        mark.Property(m => m.Name).HasMaxLength(200);
        mark.HasOne<Conversation>().WithMany().HasForeignKey(m => new { m.WorkspaceId, m.ConversationId }).OnDelete(DeleteBehavior.Restrict);
    }
}
