import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import {
  Column,
  Entity,
  type MigrationInterface,
  PrimaryColumn,
  type QueryRunner,
  Repository,
} from 'typeorm';
import { Database } from '../src/database/database.service';

@Entity('notes')
export class Note {
  @PrimaryColumn('int')
  id!: number;

  @Column('text')
  text!: string;
}

export class CreateNotes1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Takes longer than the pool's statement time-out, which migrations do not have.
    await runner.query('SELECT pg_sleep(0.6)');
    await runner.query('CREATE TABLE notes (id int PRIMARY KEY, text text NOT NULL)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE notes');
  }
}

@Controller('notes')
class NotesController {
  constructor(
    @InjectRepository(Note) private readonly notes: Repository<Note>,
    private readonly database: Database,
  ) {}

  @Get()
  list(): Promise<Note[]> {
    return this.notes.find({ order: { id: 'ASC' } });
  }

  @Get('slow')
  async slow(): Promise<void> {
    await this.database.pool.query('SELECT pg_sleep(30)');
  }

  @Post()
  add(@Body() note: Note): Promise<Note> {
    return this.notes.save(note);
  }
}

@Module({ imports: [TypeOrmModule.forFeature([Note])], controllers: [NotesController] })
export class NotesModule {}
