using Altitude.Domain.Customers;
using Altitude.Domain.Files;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class StoredFileMapping : ITenantMapping<StoredFile>
{
    public void Configure(EntityTypeBuilder<StoredFile> file)
    {
        file.ToTable("stored_files", Schemas.Tenant);
        file.HasKey(f => new { f.WorkspaceId, f.Id });
        file.Property(f => f.Id).ValueGeneratedNever();
        file.Property(f => f.Revision).IsConcurrencyToken();
        file.Property(f => f.Name).HasMaxLength(FileName.Longest);
        file.Property(f => f.AddedByName).HasMaxLength(200);
        file.HasOne<Workspace>().WithMany().HasForeignKey(f => f.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        file.HasOne<Customer>().WithMany().HasForeignKey(f => new { f.WorkspaceId, f.CustomerId }).OnDelete(DeleteBehavior.Restrict);
        file.HasOne<Job>().WithMany().HasForeignKey(f => new { f.WorkspaceId, f.JobId }).OnDelete(DeleteBehavior.Restrict);
        file.HasIndex(f => new
        {
            f.WorkspaceId,
            f.JobId,
            f.AddedAt,
        }); // A job's files, newest first.
        file.HasOne<Message>().WithMany().HasForeignKey(f => new { f.WorkspaceId, f.MessageId }).OnDelete(DeleteBehavior.Restrict);
        file.HasIndex(f => new { f.WorkspaceId, f.MessageId }).HasFilter("message_id is not null"); // A message's files.
        file.HasIndex(f => new { f.WorkspaceId, f.CustomerId }); // A merge of customers.
        file.HasIndex(f => new { f.WorkspaceId, f.RemovedAt }).HasFilter("removed_at is not null"); // The sweep that forgets what was removed.
    }
}

internal sealed class FileContentMapping : ITenantMapping<FileContent>
{
    public void Configure(EntityTypeBuilder<FileContent> content)
    {
        content.ToTable(
            "file_contents",
            Schemas.Tenant,
            table => table.HasCheckConstraint("ck_file_contents_bounded", $"octet_length(bytes) between 1 and {StoredFile.MostBytes}")
        );
        content.HasKey(c => new { c.WorkspaceId, c.FileId });
        content.HasOne<StoredFile>().WithOne().HasForeignKey<FileContent>(c => new { c.WorkspaceId, c.FileId }).OnDelete(DeleteBehavior.Restrict);
    }
}
